#include "actors/verification.hpp"

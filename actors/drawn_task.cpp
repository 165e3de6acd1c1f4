#include "actors/drawn_task.hpp"

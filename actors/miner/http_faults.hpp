// http_faults: what a failed call on a socket means, and whose fault it is.
#pragma once

#include <boost/system/error_code.hpp>

#include "schemas/event.capnp.h"

namespace rf {

// While a connection was being made. A miner chooses the address it publishes:
// that there is no route to it is our fault only while we reach nobody else.
schema::Outcome fault_of_connecting(const boost::system::error_code& error, bool others_are_reached = false);

// While a request was being sent or its response read.
schema::Outcome fault_of_talking(const boost::system::error_code& error);

// The peer closed, by whatever name that goes.
bool peer_closed(const boost::system::error_code& error);

}  // namespace rf

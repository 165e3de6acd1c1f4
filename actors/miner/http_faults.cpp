#include "actors/miner/http_faults.hpp"

#include <cerrno>

#include <boost/asio/error.hpp>
#include <boost/beast/http/error.hpp>

namespace rf {
namespace {

namespace http = boost::beast::http;
using boost::system::error_code;

// No miner can make these happen: our network, our limits, our firewall.
bool ours(const error_code& e) {
    if (e.category() != boost::system::system_category()) return false;
    switch (e.value()) {
        case ENETUNREACH:
        case ENETDOWN:
        case EADDRNOTAVAIL:
        case EMFILE:
        case ENFILE:
        case ENOBUFS:
        case ENOMEM:
        case EPERM:
        case EACCES:
        case EAFNOSUPPORT:
        case EAGAIN:
            return true;
        default:
            return false;
    }
}

// Neither can these, unless it publishes an address that nobody here can reach.
bool no_route(const error_code& e) {
    switch (e.value()) {
        case ENETUNREACH:
        case EADDRNOTAVAIL:
        case EAFNOSUPPORT:
        case EPERM:
        case EACCES: return true;
        default: return false;
    }
}

}  // namespace

bool peer_closed(const error_code& e) {
    return e == http::error::end_of_stream || e == http::error::partial_message ||
           e == boost::asio::error::eof || e == boost::asio::error::connection_reset ||
           e == boost::asio::error::connection_aborted || e == boost::asio::error::broken_pipe;
}

schema::Outcome fault_of_connecting(const error_code& e, bool others_are_reached) {
    if (!ours(e) || (others_are_reached && no_route(e))) return schema::Outcome::CONNECT_FAILED;
    return schema::Outcome::OWN_NETWORK;
}

schema::Outcome fault_of_talking(const error_code& e) {
    if (ours(e)) return schema::Outcome::OWN_NETWORK;
    if (e == http::error::header_limit || e == http::error::body_limit || e == http::error::buffer_overflow) {
        return schema::Outcome::OVERSIZED;
    }
    if (peer_closed(e)) return schema::Outcome::DISCONNECTED;
    static const auto& of_http = error_code(http::error::bad_version).category();
    return e.category() == of_http ? schema::Outcome::MALFORMED : schema::Outcome::DISCONNECTED;
}

}  // namespace rf

#include "events/bundle.hpp"

namespace rf {

byte_vec write_bundle(const bundle&) { return {}; }
result<bundle> read_bundle(byte_view) { return fault{fault_kind::unavailable, "bundles are not there yet", "", ""}; }
std::string bundle_json(const bundle&) { return {}; }
result<std::unique_ptr<log_reader>> open_bundle(bundle) {
    return fault{fault_kind::unavailable, "bundles are not there yet", "", ""};
}

}  // namespace rf

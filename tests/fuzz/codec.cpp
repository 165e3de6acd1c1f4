// An event that `check` accepts has one spelling: encoded again, it is the same
// bytes. One that `read` accepts can be looked at without harm.
#include "events/codec.hpp"

#include <capnp/any.h>

#include <algorithm>
#include <string>

#include "tests/fuzz/target.hpp"

namespace rf {
namespace {

void same_bytes_again(byte_view bytes, event_reader event) {
    const auto words = capnp::canonicalize(event);
    const auto again = words.asBytes();
    RF_REQUIRE(std::ranges::equal(byte_view(again.begin(), again.size()), bytes));
}

void look(byte_view bytes) {
    event_decoder decoder;
    const auto checked = decoder.check(bytes);
    if (checked) {
        const status rewritten = guarded([&]() -> status {
            same_bytes_again(bytes, *checked);
            const appended mark = mark_of(bytes, *checked);
            RF_REQUIRE(mark.bytes.data() == bytes.data());
            RF_REQUIRE(kind_from(std::uint16_t(checked->which())).has_value());
            return done();
        });
        RF_REQUIRE(rewritten.ok());
    }
    const bool accepted = checked.ok();
    const auto read = decoder.read(bytes);
    RF_REQUIRE(!accepted || read.ok());
    if (!read) return;
    // Bytes that were never checked: fields may refuse, the process may not fall.
    const status seen = guarded([&]() -> status {
        const appended mark = mark_of(bytes, *read);
        RF_REQUIRE(bytes_of(read->getStreamId()).size() <= bytes.size() && mark.bytes.size() == bytes.size());
        if (read->isReplyVerified() && read->getReplyVerified().hasChecks()) {
            for (auto check : read->getReplyVerified().getChecks()) {
                RF_REQUIRE(text_of(check.getNote()).size() <= bytes.size());
            }
        }
        return done();
    });
    RF_REQUIRE(!accepted || seen.ok());
}

}  // namespace
}  // namespace rf

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    rf::look({data, size});
    return 0;
}

#include "replay/programs/open_log.hpp"

#include "events/codec.hpp"

namespace rf {
namespace {

status check_origin(const log_reader& log, const std::string& directory) {
    if (log.head().size == 0) return done();
    auto named = store::read_origin(directory);
    if (!named) return named.error();
    auto bytes = log.read(0);
    if (!bytes) return bytes.error();
    event_decoder decoder;
    auto event = decoder.check(*bytes);
    if (!event) return with_place(event.error(), "event 0");
    if (!event->isLogCreated())
        return fault{fault_kind::invalid, "the log does not begin with its creation", "event 0", ""};
    const std::string_view created = text_of(event->getLogCreated().getOrigin());
    if (*named == created) return done();
    return fault{fault_kind::foreign,
                 "its format file names the log " + *named + ", and its event 0 the log " + std::string(created),
                 directory, "the file or the events were copied from elsewhere"};
}

}  // namespace

result<std::unique_ptr<log_reader>> open_to_read(const std::string& directory) {
    auto log = store::open_read_only(directory);
    if (!log) return log.error();
    if (auto ours = check_origin(**log, directory); !ours) return ours.error();
    return log;
}

result<store::opened> open_to_write(const std::string& directory) {
    auto opened = store::open(directory);
    if (!opened) return opened.error();
    if (auto ours = check_origin(*opened->log, directory); !ours) return ours.error();
    return opened;
}

}  // namespace rf

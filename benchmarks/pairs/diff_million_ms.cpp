// diff_million_ms: how long until two logs of a million events, in one of which
// a reply's latency is another, are known to part at that event?
//
// Opening both is in it: it takes nearly all of the time. The second's last
// events are in RocksDB's own log still, as a validator leaves them. The other
// way is a millisecond, so that the ratio is the time itself.
#include "benchmarks/logs.hpp"
#include "benchmarks/measure.hpp"
#include "benchmarks/scratch.hpp"
#include "events/store/store.hpp"
#include "replay/log_diff.hpp"

namespace rf::bench {
namespace {

constexpr std::size_t batch = 4000;

// A copy of the log, but for the latency of the first reply from `number` on.
// Gives the number of the event that was changed.
std::uint64_t copy_but_one(const log_reader& from, const std::string& directory, std::uint64_t number) {
    auto to = must(store::create(directory, origin));
    auto events = must(from.scan(0, UINT64_MAX, reading::plain));
    std::uint64_t changed = UINT64_MAX;
    event_decoder decoder;
    std::vector<byte_vec> held;
    std::vector<appended> marks;
    const auto write = [&] {
        for (std::size_t i = 0; i < held.size(); ++i) marks[i].bytes = held[i];
        if (!held.empty()) must(to->append(marks, {}));
        held.clear();
        marks.clear();
    };
    while (must(events->next())) {
        byte_vec bytes(events->bytes().begin(), events->bytes().end());
        auto event = must(decoder.read(bytes));
        marks.push_back(mark_of(bytes, event));
        if (changed == UINT64_MAX && events->number() >= number && event.isReplyRecorded()) {
            changed = events->number();
            capnp::MallocMessageBuilder message;
            message.setRoot(event);
            auto reply = message.getRoot<schema::Event>().getReplyRecorded();
            reply.setLatencyNs(reply.getLatencyNs() ^ 1);
            const auto words = capnp::canonicalize(message.getRoot<schema::Event>().asReader());
            bytes.assign(words.asBytes().begin(), words.asBytes().end());
        }
        held.push_back(std::move(bytes));
        if (held.size() == batch) write();
    }
    write();
    must(to->settle());
    return changed;
}

}  // namespace

rounds diff_million_ms(const settings& how) {
    const scratch files(how.directory, "diff");
    synth_options o;
    o.epochs = how.quick ? 2 : 110;  // 9,252 events each
    o.miners = 256;
    o.tasks = 12;
    o.reply_bytes = 0;
    o.hostile = false;
    o.batch = batch;
    make_log(files.path("a"), o);
    std::uint64_t changed = 0;
    {
        const auto a = must(store::open_read_only(files.path("a")));
        changed = copy_but_one(*a, files.path("b"), a->head().size / 3);
    }
    return in_turn(
        how,
        [&] {
            std::optional<log_parting> found;
            const double seconds = timed([&] {
                const auto a = must(store::open_read_only(files.path("a")));
                const auto b = must(store::open_read_only(files.path("b")));
                if (!must(same_birth(*a, *b))) stop("they are not one log");
                found = must(find_parting(*a, *b));
            });
            if (found->what != log_parting::how::parts || found->event != changed || found->fields.size() != 1)
                stop("the event that differs was not found");
            return 1000 * seconds;
        },
        [] { return 1.0; });
}

}  // namespace rf::bench

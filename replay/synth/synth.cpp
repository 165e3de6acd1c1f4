#include "replay/synth/synth.hpp"

#include "events/sha256.hpp"
#include "replay/synth/generator.hpp"

namespace rf {

signing_key synth_key(const std::string& name, std::uint64_t seed) {
    std::uint8_t n[8];
    put_be64(n, seed);
    return key_from_seed(name, sha256({view("synthetic key"), byte_view(n, 8)}).b);
}

status check_options(const synth_options& o) {
    const auto bad = [](const char* where, std::string what) {
        return fault{fault_kind::invalid, std::move(what), where, ""};
    };
    const auto up_to = [](std::uint64_t most) { return "1 to " + std::to_string(most); };
    if (o.miners == 0 || o.miners > most_seats) return bad("miners", "a log has " + up_to(most_seats) + " miners");
    if (o.tasks == 0 || o.tasks > most_synth_tasks)
        return bad("tasks", "an epoch has " + up_to(most_synth_tasks) + " tasks");
    if (o.reply_bytes > most_reply_bytes)
        return bad("reply_bytes", "a reply has at most " + std::to_string(most_reply_bytes) + " bytes");
    if (o.batch == 0 || o.batch > most_synth_batch)
        return bad("batch", "a group commit has " + up_to(most_synth_batch) + " events");
    if (o.epochs_each == 0) return bad("epochs_each", "a mechanism has at least one epoch");
    if (o.mechanisms.empty()) return bad("mechanisms", "there is at least one mechanism");
    for (const std::string& name : o.mechanisms)
        if (!find_mechanism(name, 1)) return bad("mechanisms", "there is no mechanism " + name + "@1");
    if (o.chosen.empty()) return done();
    if (o.mechanisms.size() != 1) return bad("chosen", "parameters belong to one mechanism");
    if (auto whole = complete_parameters(*find_mechanism(o.mechanisms[0], 1), o.chosen); !whole)
        return with_place(whole.error(), "chosen");
    return done();
}

result<synth_report> synthesise(log_writer& log, const std::string& name, const synth_options& options,
                                const synth_progress& progress) {
    if (auto ok = check_options(options); !ok) return ok.error();
    if (!is_key_name(name)) return fault{fault_kind::invalid, "an origin has no white space and no '+'", "origin", ""};
    return generator(log, name, options).run(progress);
}

}  // namespace rf

#include "replay/programs/deep_out.hpp"

#include "replay/programs/json_out.hpp"
#include "replay/terminal/terminal.hpp"

namespace rf {
namespace {

std::string of(std::uint64_t some, std::uint64_t all) { return std::to_string(some) + " of " + std::to_string(all); }

std::uint64_t on_record(const deep_report& r) {
    std::uint64_t all = 0;
    for (const auto& [why, count] : r.on_record) all += count;
    return all;
}

std::string differing(const deep_report& r) {
    const std::uint64_t all = r.verdicts + r.signatures;
    std::string out = "epoch " + std::to_string(r.epoch) + ": " + of(r.differing, all) +
                      (r.signatures == 0 ? " verdicts DIFFER" : " verdicts and signatures DIFFER") +
                      ", first at event " + std::to_string(r.first->event);
    if (r.first->uid) out += ", uid " + std::to_string(*r.first->uid);
    return out + ", " + printable(r.first->field) + "\n  recorded " + printable(r.first->recorded) +
           "\n  computed " + printable(r.first->computed) + "\n";
}

std::string reasons(const deep_report& r, const std::string& indent) {
    std::string out;
    for (const auto& [why, count] : r.on_record) out += indent + std::to_string(count) + "  " + printable(why) + "\n";
    return out;
}

}  // namespace

std::string deep_text(const deep_report& r) {
    std::string out = "\ndeep audit of epoch " + std::to_string(r.epoch) + ", " + printable(r.mechanism) + "\n";
    out += "  verdicts    " + of(r.repeated, r.verdicts) + " made again in full from the stored payloads\n";
    out += "  checks      " + of(r.checks_repeated, r.checks) + " made again, value and note\n";
    out += "  observed    " + of(r.fields_repeated, r.fields) + " figures made again in all 64 bits\n";
    out += "  copies      looked for in " + std::to_string(r.answers_before) + " answers of the epochs before\n";
    if (r.made_again != 0)
        out += "  contents    of " + std::to_string(r.made_again) +
               " tasks not there, and made again from the revealed secret\n";
    if (r.signatures != 0)
        out += "  signed      " + std::to_string(r.signatures) +
               " replies by their miners; each signature was checked\n";
    if (!r.on_record.empty()) {
        out += "  on record   " + std::to_string(on_record(r)) + " checks and figures, because:\n";
        out += reasons(r, "    ");
    }
    if (!r.agrees()) return out + differing(r);
    return out + (r.repeated == r.verdicts ? "  every verdict follows from the payloads\n"
                                           : "  what could be made again agrees, every bit\n");
}

std::string deep_line(const deep_report& r) {
    std::string out = "  deep: " + of(r.repeated, r.verdicts) + " verdicts made again in full";
    if (!r.on_record.empty()) out += ", " + std::to_string(on_record(r)) + " checks and figures on record";
    return out + "\n" + (r.agrees() ? "" : differing(r));
}

std::string deep_json(const deep_report& r) {
    json_out j;
    j.object().key("epoch").value(r.epoch).key("deep").object();
    j.key("agrees").value(r.agrees()).key("mechanism").value(r.mechanism);
    j.key("verdicts").value(r.verdicts).key("verdicts_made_again").value(r.repeated);
    j.key("checks").value(r.checks).key("checks_made_again").value(r.checks_repeated);
    j.key("figures").value(r.fields).key("figures_made_again").value(r.fields_repeated);
    j.key("signatures").value(r.signatures);
    j.key("contents_made_again").value(r.made_again).key("answers_before").value(r.answers_before);
    j.key("on_record").array();
    for (const auto& [why, count] : r.on_record)
        j.object().key("reason").value(why).key("count").value(count).end_object();
    j.end_array().key("verdicts_differing").value(r.differing);
    if (r.first) {
        j.key("first_difference").object().key("event").value(r.first->event).key("uid");
        if (r.first->uid) j.value(std::uint32_t(*r.first->uid));
        else j.null();
        j.key("field").value(r.first->field).key("recorded").value(r.first->recorded);
        j.key("computed").value(r.first->computed).end_object();
    }
    j.end_object().end_object();
    return j.text();
}

}  // namespace rf

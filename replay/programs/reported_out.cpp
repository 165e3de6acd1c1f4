#include "replay/programs/reported_out.hpp"

#include <cstdio>
#include <map>

#include "replay/hexfloat.hpp"
#include "replay/programs/json_out.hpp"

namespace rf {
namespace {

template <class... Values>
std::string line(const char* format, Values... values) {
    char text[160];
    std::snprintf(text, sizeof text, format, values...);
    return std::string(text) + "\n";
}

std::string short_name(const account& a) { return hex(byte_view(a.b.data(), a.size())).substr(0, 16); }

// Of a miner's scores in all tasks.
struct means {
    double ours = 0, consensus = 0, final = 0, count = 0;
};

}  // namespace

std::string reported_text(const reported_epoch& r) {
    std::string out = line("\nreported of epoch %u: %zu validator(s) heard, %u epoch(s) of history; in no weight",
                           r.epoch, r.validators.size(), r.epochs_of_history);
    out += line("  of what the epoch emits, miners share %.4f and validators %.4f", r.miner_pool, r.validator_pool);
    out += line("  %-16s %10s %7s %8s %8s %10s %6s %9s", "validator", "stake", "scores", "VAS", "last 7", "slash",
                "rep.", "reward");
    for (const auto& v : r.validators)
        out += line("  %-16s %10.2f %7llu %8.5f %8.5f %10.4f %6.3f %9.6f%s", short_name(v.who).c_str(), v.stake,
                    static_cast<unsigned long long>(v.scored), v.vas, v.vas_7d, v.slash, v.reputation, v.reward,
                    v.ours ? "  this one" : "");
    std::map<std::uint16_t, means> by_uid;
    for (const auto& s : r.scores) {
        means& m = by_uid[s.uid];
        m.ours += s.ours;
        m.consensus += s.consensus;
        m.final += s.final;
        m.count += 1;
    }
    out += line("  %-16s %5s %9s %9s %9s %9s %8s %9s", "miner", "uid", "CMS", "consensus", "final", "S", "PEB",
                "reward");
    for (const auto& m : r.miners) {
        const means& all = by_uid[m.uid];
        const double n = all.count > 0 ? all.count : 1;
        out += line("  %-16s %5u %9.5f %9.5f %9.5f %9.5f %8.5f %9.6f", short_name(m.who).c_str(), unsigned(m.uid),
                    all.ours / n, all.consensus / n, all.final / n, m.s_epoch, m.peb, m.reward);
    }
    return out;
}

std::string reported_json(const reported_epoch& r) {
    json_out j;
    auto real = [&](std::string_view name, double v) { j.key(name).value(to_hexfloat(v)); };
    j.object().key("epoch").value(r.epoch).key("reported").object();
    real("miner_pool", r.miner_pool);
    real("validator_pool", r.validator_pool);
    j.key("epochs_of_history").value(r.epochs_of_history);
    j.key("validators").array();
    for (const auto& v : r.validators) {
        j.object().key("account").value(hex(v.who.encoded())).key("ours").value(v.ours);
        real("stake", v.stake);
        j.key("scored").value(v.scored);
        real("vas", v.vas);
        real("vas_7d", v.vas_7d);
        real("slash", v.slash);
        real("reputation", v.reputation);
        real("reward", v.reward);
        j.end_object();
    }
    j.end_array().key("miners").array();
    for (const auto& m : r.miners) {
        j.object().key("uid").value(std::uint32_t(m.uid)).key("account").value(hex(m.who.encoded()));
        real("s_epoch", m.s_epoch);
        real("peb", m.peb);
        real("reward", m.reward);
        j.end_object();
    }
    j.end_array().key("scores").array();
    for (const auto& s : r.scores) {
        j.object().key("task").value(std::uint32_t(s.task)).key("uid").value(std::uint32_t(s.uid));
        real("cms", s.ours);
        real("objective", s.objective);
        real("consensus", s.consensus);
        real("final", s.final);
        j.key("validators").value(s.validators).end_object();
    }
    j.end_array().end_object().end_object();
    return j.text();
}

}  // namespace rf

#include "actors/programs/health.hpp"

#include "events/json_text.hpp"

namespace rf {
namespace {

std::vector<std::string> faults_of_life(const health_facts& f) {
    std::vector<std::string> out;
    if (f.broken) out.emplace_back("the log cannot be written");
    if (f.folded && f.journal_silent_ns > journal_patience_ns)
        out.push_back("the journal has not answered for " + std::to_string(f.journal_silent_ns / 1'000'000'000) + " s");
    return out;
}

health_page page(const health_facts& f, const std::vector<std::string>& reasons) {
    health_page out;
    out.well = reasons.empty();
    out.json = std::string("{\"status\":\"") + (out.well ? "ok" : "failing") + "\",\"reasons\":[";
    const auto put_list = [&](const std::vector<std::string>& list) {
        for (std::size_t i = 0; i < list.size(); ++i) {
            if (i != 0) out.json += ',';
            put_json_text(out.json, list[i]);
        }
    };
    put_list(reasons);
    out.json += "],\"alarms\":[";
    put_list(f.alarms);
    out.json += "],\"epoch\":" + std::to_string(f.epoch) + ",\"block\":" + std::to_string(f.block) +
                ",\"log_size\":" + std::to_string(f.log_size) + "}\n";
    return out;
}

}  // namespace

health_page render_health(const health_facts& f) { return page(f, faults_of_life(f)); }

health_page render_ready(const health_facts& f) {
    auto reasons = faults_of_life(f);
    if (!f.folded) reasons.emplace_back("the log is being folded");
    if (f.stopping) reasons.emplace_back("it is stopping");
    if (!f.chain_connected) reasons.emplace_back("the chain is not connected");
    if (!f.metagraph_read) reasons.emplace_back("no metagraph was read");
    return page(f, reasons);
}

void health_watcher::saw(event_reader, const projection& p) {
    const std::lock_guard lock(guard_);
    facts_.chain_connected = p.chain.connected;
    facts_.metagraph_read = !p.chain.neurons.empty();
    facts_.epoch = p.open ? p.open->facts.epoch : p.sealed.epoch;
    facts_.block = p.chain.best;
    facts_.log_size = p.next;
    facts_.alarms = p.alarms;
}
void health_watcher::worked() {
    const std::lock_guard lock(guard_);
    answered_ns_ = clock_.steady_ns();
}
void health_watcher::set_folded() {
    const std::lock_guard lock(guard_);
    facts_.folded = true;
}
void health_watcher::set_broken() {
    const std::lock_guard lock(guard_);
    facts_.broken = true;
}
void health_watcher::set_stopping() {
    const std::lock_guard lock(guard_);
    facts_.stopping = true;
}
health_facts health_watcher::facts() const {
    const std::lock_guard lock(guard_);
    health_facts f = facts_;
    const std::uint64_t steady_ns = clock_.steady_ns();
    if (answered_ns_ != 0 && steady_ns > answered_ns_) f.journal_silent_ns = steady_ns - answered_ns_;
    return f;
}

}  // namespace rf

#include "actors/programs/validator_watchers.hpp"

#include <unistd.h>

#include "actors/chain/embedded/genesis.hpp"
#include "actors/keys/secret_file.hpp"
#include "events/account_name.hpp"

namespace rf {
namespace {

bool view_wanted(const validator_config& c) {
    return (c.output.format == "auto" || c.output.format == "live") && ::isatty(STDOUT_FILENO) == 1;
}

line_output lines_to(const validator_config& c) {
    line_output to;
    to.json = c.output.format != "text";
    to.level = level_from(c.output.level);
    to.file = c.output.file.empty() && view_wanted(c) ? "-" : c.output.file;
    return to;
}

result<std::string> webhook_url(const validator_config& c) {
    if (c.webhook.url_file.empty()) return c.webhook.url;
    auto text = read_secret_file(c.webhook.url_file);
    if (!text) return text.error();
    return std::string(text->view().substr(0, text->view().find_first_of("\r\n")));
}

metrics_settings metrics_for(const validator_config& c, std::function<std::uint64_t()> free_bytes) {
    metrics_settings s;
    s.miners = c.metrics.miners;
    s.free_bytes = std::move(free_bytes);
    if (c.settings.chain == schema::ChainKind::EMBEDDED) s.tao_per_block = chain_rules().emission_per_block;
    return s;
}

}  // namespace

validator_watchers::validator_watchers(const validator_config& c, const clock_port& clock)
    : clock_(clock), wants_view_(view_wanted(c)), health_(clock), webhook_([this](const fault& f) {
          metrics_->alarm_not_delivered();
          lines_->note("webhook", f);
      }) {
    metrics_ = validator_metrics::make(metrics_for(c, [this]() -> std::uint64_t {
        const std::lock_guard lock(guard_);
        return free_bytes_ ? free_bytes_() : 0;
    }));
}

result<std::unique_ptr<validator_watchers>> validator_watchers::make(const validator_config& c,
                                                                     const clock_port& clock) {
    std::unique_ptr<validator_watchers> it(new validator_watchers(c, clock));
    auto lines = line_watcher::open(lines_to(c), clock, name_of_account);
    if (!lines) return lines.error();
    it->lines_ = std::move(*lines);
    return it;
}

// The server first: its pages ask the others. The webhook tells the lines.
validator_watchers::~validator_watchers() {
    server_.reset();
    end_view();
    (void)webhook_.point_to("", {});
}

status validator_watchers::serve(const validator_config& c) {
    if (status pointed = change(c); !pointed) return pointed;
    if (c.listen.address.empty()) return done();
    http_server_limits limits;
    limits.connections = c.listen.connections;
    limits.timeout_ms = c.listen.timeout_ms;
    auto server = http_server::start(c.listen.address, limits, [this](const std::string& path) { return page(path); });
    if (!server) return with_place(server.error(), "listen.address");
    server_ = std::move(*server);
    tell("listening", {{"address", c.listen.address}, {"port", std::uint64_t(server_->port())}});
    return done();
}

void validator_watchers::draw() {
    if (!wants_view_) return;
    const std::lock_guard lock(guard_);
    view_ = live_view::open(clock_, name_of_account);
}
void validator_watchers::end_view() {
    const std::lock_guard lock(guard_);
    view_.reset();
}

status validator_watchers::change(const validator_config& c) {
    lines_->set_level(level_from(c.output.level));
    metrics_->show_miners(c.metrics.miners);
    if (status reopened = lines_->reopen(); !reopened) return reopened;
    auto url = webhook_url(c);
    if (!url) return with_place(url.error(), "webhook.url_file");
    status pointed = webhook_.point_to(*url, {c.webhook.timeout_ms, c.webhook.queue, c.webhook.ca_file});
    return pointed ? done() : status(with_place(pointed.error(), "webhook"));
}

void validator_watchers::watch_disk(std::function<std::uint64_t()> free_bytes) {
    const std::lock_guard lock(guard_);
    free_bytes_ = std::move(free_bytes);
}

void validator_watchers::saw(event_reader event, const projection& after) {
    lines_->saw(event, after);
    metrics_->saw(event, after);
    health_.saw(event, after);
    webhook_.saw(event, after);
    const std::lock_guard lock(guard_);
    if (view_) view_->saw(event, after);
}
void validator_watchers::appended(std::size_t events, std::uint64_t ns) { metrics_->appended(events, ns); }
void validator_watchers::worked() { health_.worked(); }
void validator_watchers::note(std::string_view actor, const fault& what) {
    lines_->note(actor, what);
    metrics_->note(actor, what);
    const std::lock_guard lock(guard_);
    if (view_) view_->note(actor, what);
}

void validator_watchers::tell(std::string_view event, std::vector<line_field> fields, line_level level) {
    lines_->write({level, event, clock_.utc_ns(), 0, std::move(fields), 0});
}

http_page validator_watchers::page(const std::string& path) {
    if (path == "/metrics") return {200, "text/plain; version=0.0.4; charset=utf-8", metrics_->text()};
    if (path != "/health" && path != "/ready")
        return {404, "text/plain", "there are /metrics, /health and /ready\n"};
    health_page p = path == "/health" ? render_health(health_.facts()) : render_ready(health_.facts());
    return {p.well ? 200u : 503u, "application/json", std::move(p.json)};
}

}  // namespace rf

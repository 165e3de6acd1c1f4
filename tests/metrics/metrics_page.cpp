// metrics_page: serves the metrics of an invented log until its input ends.
#include <iostream>

#include "actors/io/http_server.hpp"
#include "actors/programs/metrics.hpp"
#include "tests/metrics/shown.hpp"

int main() {
    using namespace rf;
    metrics_settings with;
    with.tao_per_block = 1;
    with.miners = true;
    with.free_bytes = [] { return std::uint64_t(5) << 30; };
    const auto metrics = validator_metrics::make(with);
    const auto log = invented_log(7, 4);
    show(*log, [&](event_reader e, const projection& p) { metrics->saw(e, p); });
    metrics->appended(10, 1'000'000);
    metrics->note("chain", {});
    metrics->alarm_not_delivered();
    auto server = http_server::start("127.0.0.1:0", {}, [&](const std::string& path) {
        if (path != "/metrics") return http_page{404, "text/plain", ""};
        return http_page{200, "text/plain; version=0.0.4; charset=utf-8", metrics->text()};
    });
    if (!server) {
        std::cerr << server.error().text() << '\n';
        return 1;
    }
    std::cout << (*server)->port() << std::endl;
    std::string ignored;
    while (std::getline(std::cin, ignored)) {}
    return 0;
}

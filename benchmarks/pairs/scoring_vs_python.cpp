// scoring_vs_python: facts in memory to scores and weights, here and in Python.
//
// Both score the same epochs, 256 miners x 12 tasks, and turn scores into what
// the chain takes; the clock runs while facts become results, not while files
// are read. Neither checks its input: a projection has checked each fact when it
// took it in. Each round Python's results are compared with ours, bit for bit;
// one that differs stops the benchmark.
#include <fstream>
#include <sstream>

#include "benchmarks/child.hpp"
#include "benchmarks/measure.hpp"
#include "benchmarks/scoring_input.hpp"
#include "benchmarks/scratch.hpp"
#include "replay/hexfloat.hpp"

namespace rf::bench {
namespace {

std::string_view name_of(outcome what) {
    return what == outcome::answered ? "ok" : what == outcome::timeout ? "timeout" : "bad_hash";
}

void write_reply(std::ostream& out, std::uint16_t uid, const reply_facts& r) {
    out << "[" << uid << ",\"" << name_of(r.what) << '"';
    if (const auto* seen = std::get_if<reasonforge_seen>(&r.seen))
        for (double v : {seen->quality, seen->accuracy, seen->novelty, seen->efficiency, seen->similarity})
            out << ",\"" << to_hexfloat(v) << '"';
    out << "]";
}

void write_epoch(std::ostream& out, const epoch_facts& f) {
    out << "{\"uids\":[";
    for (std::size_t i = 0; i < f.seats.size(); ++i) out << (i ? "," : "") << f.seats[i].uid;
    out << "],\"tasks\":[";
    for (std::size_t t = 0; t < f.tasks.size(); ++t) {
        const task_facts& task = f.tasks[t];
        out << (t ? "," : "") << "{\"difficulty\":" << int(task.difficulty)
            << ",\"trap\":" << (task.trap ? "true" : "false")
            << ",\"unsolved\":" << (task.previously_unsolved ? "true" : "false") << ",\"replies\":[";
        for (std::size_t i = 0; i < task.replies.size(); ++i) {
            if (i) out << ",";
            write_reply(out, f.seats[i].uid, task.replies[i]);
        }
        out << "]}";
    }
    out << "]}\n";
}

// As the Python program writes them.
void write_result(std::ostream& out, const epoch_result& r) {
    const char* space = "";
    for (double s : r.scores) out << std::exchange(space, " ") << to_hexfloat(s);
    out << "\n";
    space = "";
    for (const weight_row& w : r.weights)
        out << std::exchange(space, " ") << w.uid << ":" << to_hexfloat(w.share) << ":" << w.value;
    out << "\n";
}

epoch_result score(const mechanism& rules, const epoch_facts& facts) {
    epoch_result r = must(rules.score(facts));
    emit(facts.seats, facts.params, r);
    return r;
}

std::string read_all(const std::string& path) {
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

}  // namespace

rounds scoring_vs_python(const settings& how) {
    const scratch files(how.directory, "scoring");
    const mechanism& rules = *find_mechanism("reasonforge", 1);
    const auto epochs = invent_epochs(how.quick ? 2 : 8);
    const unsigned repeats = how.quick ? 1 : 250, python_repeats = how.quick ? 1 : 5;

    std::stringstream expected;
    {
        std::ofstream input(files.path("epochs.jsonl"));
        for (const epoch_facts& f : epochs) {
            write_epoch(input, f);
            write_result(expected, score(rules, f));
        }
    }
    const auto here = [&] {
        double sum = 0;
        const double seconds = timed([&] {
            for (unsigned i = 0; i < repeats; ++i)
                for (const epoch_facts& f : epochs) sum += score(rules, f).scores[0];
        });
        if (sum < 0) stop("a score is negative");
        return double(repeats * epochs.size()) / seconds;
    };
    const auto in_python = [&] {
        child python({"python3", RF_BENCH_PYTHON, files.path("epochs.jsonl"), files.path("results"),
                      std::to_string(python_repeats)});
        const double seconds = std::stod(python.read_line());
        python.wait_for_success();
        if (read_all(files.path("results")) != expected.str()) stop("Python's results differ from ours");
        return double(python_repeats * epochs.size()) / seconds;
    };
    return in_turn(how, here, in_python);
}

}  // namespace rf::bench

// story: a seeded sequence of writes to a log, and what must be found of it.
//
// Every write is told to the log on trial and kept here. Whatever happens to
// the disk, a log that is opened again must hold exactly the writes that were
// acknowledged, and perhaps the one that was under way; never less, never half
// of one, never something else. The memory log is what says how that looks.
#pragma once

#include <random>

#include "events/log.hpp"
#include "events/note.hpp"
#include "events/store/writer.hpp"

namespace rf::torture {

// Everything a log says, as text: events in a checked scan, epochs, subtrees,
// and the blobs and checkpoints that are asked for. Two logs are the same if
// their texts are.
struct questions {
    std::vector<hash32> blobs;
    std::vector<std::uint64_t> checkpoints;
    std::uint32_t last_epoch = 0;
};
result<std::string> tell_everything(const log_reader& log, const questions& ask);

class story {
  public:
    explicit story(std::uint64_t seed);

    // One more write, or a flush or compaction. A fault of the log comes back;
    // if it is null the write was acknowledged.
    std::optional<fault> go_on(store::rocks_writer& log);
    // The same, of a given kind.
    std::optional<fault> append(store::rocks_writer& log, std::size_t events, std::size_t blobs);
    std::optional<fault> checkpoint(store::rocks_writer& log);
    std::optional<fault> prune(store::rocks_writer& log);

    // Compares with what was acknowledged; what is found becomes the story. An
    // empty text: as it must be.
    std::string compare(const log_reader& found);

    [[nodiscard]] const questions& asked() const { return ask_; }
    [[nodiscard]] std::size_t acknowledged() const { return acknowledged_; }
    [[nodiscard]] const std::vector<byte_vec>& events() const { return all_events_; }
    [[nodiscard]] const std::map<hash32, byte_vec>& blobs() const { return all_blobs_; }

    static constexpr const char* origin = "example.com/torture";

  private:
    struct write {
        enum class kind { append, checkpoint, prune } what = kind::append;
        std::vector<byte_vec> events;
        std::vector<std::pair<epoch_mark, std::uint32_t>> marks;
        std::vector<blob> blobs;
        std::string note;
        std::uint64_t size = 0;
        std::vector<hash32> pruned;
    };
    static status tell(log_writer& to, const write& w);
    std::optional<fault> attempt(store::rocks_writer& log, write w);
    // What a log says after the first `writes` of the story.
    std::string expected(std::size_t writes) const;

    std::mt19937_64 dice_;
    signing_key key_;
    std::vector<write> writes_;
    std::size_t acknowledged_ = 0;
    questions ask_;
    std::uint32_t epoch_ = 0;
    bool epoch_open_ = false;
    std::uint64_t number_ = 0;  // makes every event another one
    std::vector<byte_vec> all_events_;
    std::map<hash32, byte_vec> all_blobs_;
};

}  // namespace rf::torture

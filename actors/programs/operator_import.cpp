#include "actors/programs/operator_import.hpp"

#include <filesystem>

#include "actors/programs/operator_key.hpp"
#include "events/sha256.hpp"
#include "replay/carry.hpp"
#include "replay/carry_codec.hpp"
#include "replay/wire_values.hpp"

namespace rf {
namespace {

fault refused(std::string what, std::string where, std::string advice) {
    return {fault_kind::refused, std::move(what), std::move(where), std::move(advice)};
}

std::string full_name(const mechanism& m) { return std::string(m.name) + "@" + std::to_string(m.version); }

bool is_there(const std::string& directory) {
    std::error_code none;
    return std::filesystem::exists(directory + "/format", none);
}

command parameters_fact(const import_order& o) {
    event_draft fact;
    auto set = fact.event().initParametersSet();
    set.setMechanism(o.mechanism);
    set.setVersion(o.version);
    write_parameters(set.initChosen(unsigned(o.chosen.size())), o.chosen);
    set.setReason("import of " + std::filesystem::path(o.file).filename().string());
    return command(record{std::move(fact), {}});
}

command carry_fact(const score_file& scores, const import_order& o, blob carried) {
    event_draft fact;
    auto c = fact.event().initCarryImported();
    std::string source = std::filesystem::path(o.file).filename().string();
    if (scores.step) source += ", step " + std::to_string(*scores.step);
    c.setSource(source);
    c.initCarry().setSha256(data_of(carried.name));
    c.getCarry().setLength(carried.bytes.size());
    std::vector<blob> blobs;
    blobs.push_back(std::move(carried));
    return command(record{std::move(fact), std::move(blobs)});
}

// The log as it is, or a new one with its key beside it.
result<std::unique_ptr<operator_log>> open_or_create(const import_order& o, bool& created) {
    created = !is_there(o.directory);
    if (created && !o.born)
        return refused("there is no log yet, and nothing says whose it is to be", o.directory,
                       "give --config, or --origin, --chain, --genesis, --netuid and --validator");
    auto log = created ? operator_log::create(o.directory, o.born->origin) : operator_log::open(o.directory);
    if (!log || (*log)->state().next != 0) return log;
    if (!o.born)
        return refused("the log has no event yet, and nothing says whose it is to be", o.directory, "");
    const std::string path = log_key_file(o.directory, o.key_file);
    std::error_code none;
    auto key = std::filesystem::exists(path, none) ? open_log_key(path, o.passphrase_file)
                                                   : make_log_key(path, o.born->origin, o.passphrase_file);
    if (!key) return key.error();
    if (auto ok = make_master_secret(secret_file_of(o.directory, o.secret_file)); !ok) return ok.error();
    if (auto ok = (*log)->be_born(*o.born, *key); !ok) return ok.error();
    return log;
}

}  // namespace

result<carry> carry_from(const score_file& scores, const mechanism& m) {
    const bool takes_streaks = m.name == "reasonforge", takes_score = m.name == "ema_feed",
               takes_history = m.name == "aml_ensemble";
    if (!takes_streaks && !takes_score && !takes_history)
        return refused(
            full_name(m) + " carries nothing from epoch to epoch, so there is nothing to begin with", "",
            "start without an import");
    std::vector<carry_entry> entries;
    for (const scored_hotkey& row : scores.rows) {
        carry_entry e;
        e.who = row.who;
        if (takes_streaks && !row.streak)
            return refused("reasonforge@1 carries streaks, and the file has none for every hotkey", "",
                           "a score is no streak: start without an import, or give a CSV with hotkey,streak");
        if (!takes_streaks && !row.score)
            return refused(full_name(m) + " begins with scores, and the file has none for every hotkey", "",
                           "");
        if (takes_streaks) e.streak = *row.streak;
        if (takes_score) e.score = *row.score;
        if (takes_history && *row.score > 0) e.history = {*row.score};
        entries.push_back(std::move(e));
    }
    carry out = as_carry(std::move(entries));
    if (auto ok = check_carry(out); !ok) return ok.error();
    if (out.entries.empty())
        return refused("every hotkey of the file has nothing but zero, so there is nothing to begin with", "",
                       "");
    return out;
}

result<imported> import_scores(const import_order& given) {
    import_order o = given;
    auto scores = read_score_file(o.file);
    if (!scores) return scores.error();
    // Whatever can be refused is, before a log is made.
    if (!o.mechanism.empty()) {
        const mechanism* m = find_mechanism(o.mechanism, o.version);
        if (!m)
            return refused("there is no mechanism " + o.mechanism + "@" + std::to_string(o.version), "", "");
        if (auto fits = carry_from(*scores, *m); !fits) return fits.error();
    } else if (!is_there(o.directory)) {
        return refused("nothing says which mechanism the scores are for", "", "give --mechanism or --config");
    }
    imported did;
    auto log = open_or_create(o, did.created);
    if (!log) return log.error();
    const projection& p = (*log)->state();
    const bool choose =
        !o.mechanism.empty() && (p.mechanism != o.mechanism || p.mechanism_version != o.version);
    if (o.mechanism.empty()) {
        o.mechanism = p.mechanism;
        o.version = p.mechanism_version;
    }
    const mechanism* m = find_mechanism(o.mechanism, o.version);
    if (!m) return refused("the log has chosen no mechanism yet", o.directory, "give --mechanism");
    if (p.open || p.sealed.epoch != 0)
        return refused("an epoch has been opened: scores are imported before the first", o.directory,
                       "a log that goes on has its own carry");
    auto begun = carry_from(*scores, *m);
    if (!begun) return begun.error();
    byte_vec bytes = encode_carry(o.mechanism, o.version, *begun);
    blob carried{sha256(bytes), std::move(bytes)};
    if (auto ok = (*log)->begin("rf-validator import"); !ok) return ok.error();
    if (choose)
        if (auto ok = (*log)->take(parameters_fact(o)); !ok) return ok.error();
    if (auto ok = (*log)->take(carry_fact(*scores, o, std::move(carried))); !ok) return ok.error();
    if (auto ok = (*log)->end("imported"); !ok) return ok.error();
    did.mechanism = full_name(*m);
    did.rows = scores->rows.size();
    did.entries = begun->entries.size();
    return did;
}

}  // namespace rf

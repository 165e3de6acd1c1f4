#include "actors/imports/npy.hpp"
#include "actors/imports/score_file.hpp"
#include "actors/imports/zip.hpp"

namespace rf {
namespace {

const zip_entry* find_entry(const std::vector<zip_entry>& all, std::string_view name) {
    for (const auto& e : all)
        if (e.name == name) return &e;
    return nullptr;
}

}  // namespace

result<score_file> read_npz_scores(byte_view bytes) {
    auto entries = read_zip(bytes);
    if (!entries) return entries.error();
    const zip_entry* scores = find_entry(*entries, "scores.npy");
    const zip_entry* hotkeys = find_entry(*entries, "hotkeys.npy");
    if (!scores || !hotkeys)
        return fault{fault_kind::invalid, "it has no arrays `scores` and `hotkeys`", "",
                     "a template's state.npz has both; for another file, write a CSV: hotkey,score"};
    auto numbers = npy_numbers(scores->bytes);
    if (!numbers) return with_place(numbers.error(), "scores");
    auto names = npy_texts(hotkeys->bytes);
    if (!names) return with_place(names.error(), "hotkeys");
    if (numbers->size() != names->size())
        return fault{fault_kind::invalid, "there are " + std::to_string(numbers->size()) + " scores and " +
                     std::to_string(names->size()) + " hotkeys", "", ""};
    score_file file;
    file.kind = "npz";
    if (const zip_entry* step = find_entry(*entries, "step.npy")) {
        auto number = npy_numbers(step->bytes);
        if (!number) return with_place(number.error(), "step");
        if (number->size() == 1 && number->front() >= 0 && number->front() < 0x1p53)
            file.step = std::uint64_t(number->front());
    }
    for (std::size_t i = 0; i < names->size(); ++i)
        if (auto ok = add_row(file, (*names)[i], (*numbers)[i], std::nullopt, "row " + std::to_string(i));
            !ok)
            return ok.error();
    if (auto ok = finish_rows(file); !ok) return ok.error();
    return file;
}

}  // namespace rf

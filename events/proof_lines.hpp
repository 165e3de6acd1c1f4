// proof_lines: the lines that proofs as text are made of, taken one by one.
//
//     <lines of its own kind>
//     <hash, base64>         up to 63 of them, a line each
//     <empty line>
//     <signed note>          to the end, verbatim
//
// Every line ends with a newline. A number is plain decimal without a leading
// zero, base64 is strict: one meaning has one spelling. What is refused names
// its line.
#pragma once

#include "events/checkpoint.hpp"
#include "events/tree.hpp"

namespace rf {

constexpr std::size_t most_proof_hashes = 63;  // of a tree below 2^63 leaves

struct numbered_proof {
    std::uint64_t number = 0;
    proof path;
    std::string note;
};

class proof_lines {
  public:
    // `file` names what is read, for the faults.
    proof_lines(std::string_view text, std::string_view file) : rest_(text), file_(file) {}

    [[nodiscard]] fault wrong(std::string what) const;  // with the line taken last
    [[nodiscard]] bool begins(std::string_view word) const { return rest_.starts_with(word); }
    result<std::string_view> line();
    // What follows `word` and a space.
    result<std::string_view> named(std::string_view word);
    // The rest: `word` and a number, hashes, the empty line and a well-formed
    // checkpoint, whoever signed it.
    result<numbered_proof> rest(std::string_view word);

  private:
    result<std::uint64_t> number(std::string_view word);
    result<proof> hashes();
    result<std::string> note();

    std::string_view rest_, file_;
    std::size_t line_ = 0;
};

std::string hash_lines(const proof& p);  // and the empty line

}  // namespace rf

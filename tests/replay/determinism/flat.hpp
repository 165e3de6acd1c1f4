// flat: facts as plain bytes, so that a build without a JSON library can be fed
// with the golden files.
//
// Numbers are little-endian and 8 bytes wide, lists begin with their length. A
// file is a list of records: 0 and an epoch, or 1 and a call of a formula. It is
// written and read by this test alone, and never kept.
#pragma once

#include "replay/mechanism.hpp"
#include "replay/vectors/formula_call.hpp"

namespace rf::test {

class flat_writer {
  public:
    void epoch(const mechanism& m, const epoch_facts& facts);
    void formula(const formula_call& call);
    [[nodiscard]] const std::string& bytes() const { return bytes_; }

  private:
    void number(std::uint64_t v);
    void real(double v);
    void text(std::string_view v);
    void who(const account& a);
    void reply(const reply_facts& r);

    std::string bytes_;
};

struct flat_record {
    const mechanism* of = nullptr;  // nothing: it is a call
    epoch_facts facts;
    formula_call call;
};

class flat_reader {
  public:
    explicit flat_reader(std::string bytes) : bytes_(std::move(bytes)) {}
    [[nodiscard]] bool at_end() const { return at_ == bytes_.size(); }
    flat_record next();

  private:
    std::uint64_t number();
    std::size_t length();
    double real();
    std::string text();
    account who();
    reply_facts reply();
    epoch_facts facts();

    std::string bytes_;
    std::size_t at_ = 0;
};

}  // namespace rf::test

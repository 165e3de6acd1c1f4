// type_registry: the types a runtime describes in its metadata, by number.
//
// A type is named by its place in the registry; every number inside points at
// a type that is there, and the texts are UTF-8. Types may contain themselves
// (a call that holds calls): whoever walks them bounds his depth.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actors/chain/subtensor/scale.hpp"

namespace rf::subtensor {

using type_id = std::uint32_t;

enum class primitive : std::uint8_t {  // numbered as scale-info does
    boolean, character, text, u8, u16, u32, u64, u128, u256, i8, i16, i32, i64, i128, i256
};

struct type_field {
    std::string name;  // empty in a tuple
    type_id type = 0;
};
struct type_variant {
    std::string name;
    std::uint8_t index = 0;
    std::vector<type_field> fields;
    std::string docs;  // lines, joined
};
struct type_parameter {
    std::string name;
    std::optional<type_id> type;
};

enum class type_shape : std::uint8_t {  // numbered as scale-info does
    composite, variant, sequence, array, tuple, primitive, compact, bits
};

struct type_def {
    type_shape is = type_shape::tuple;
    std::vector<std::string> path;
    std::vector<type_parameter> parameters;
    std::vector<type_field> fields;      // composite, tuple
    std::vector<type_variant> variants;  // variant
    type_id inner = 0;                   // sequence, array, compact; of bits the store's
    type_id order = 0;                   // bits
    std::uint32_t length = 0;            // array
    primitive of = primitive::boolean;   // primitive; of a compact and of bits what they are made of
    bool of_bytes = false;               // sequence and array of u8: their value is bytes
    bool of_nothing = false;             // compact of (): no bytes at all
    bool high_bit_first = false;         // bits

    // The last part of the path: "AccountId32"; empty without one.
    [[nodiscard]] std::string_view name() const { return path.empty() ? std::string_view() : path.back(); }
};

class type_registry {
  public:
    [[nodiscard]] std::size_t size() const { return types_.size(); }
    [[nodiscard]] bool has(type_id id) const { return id < types_.size(); }
    [[nodiscard]] const type_def& at(type_id id) const {
        RF_REQUIRE(has(id));
        return types_[id];
    }
    // Past all types that only wrap one other: a composite or tuple of one field.
    [[nodiscard]] type_id unwrapped(type_id id) const;
    // Values of it have no bytes. False too where it nests too deeply to tell.
    [[nodiscard]] bool is_empty(type_id id) const;

    friend type_registry take_registry(scale_reader& r);

  private:
    std::vector<type_def> types_;
};

// The PortableRegistry at the front of a metadata. Only with a reader that is
// still well is it checked and whole.
type_registry take_registry(scale_reader& r);

const type_variant* find_variant(const type_def& type, std::uint8_t index);
const type_variant* find_variant(const type_def& type, std::string_view name);

// Lines, joined by newlines.
std::string take_docs(scale_reader& r);

constexpr std::size_t width_of(primitive p) {  // of a number; 0 for a text
    constexpr std::size_t sizes[] = {1, 4, 0, 1, 2, 4, 8, 16, 32, 1, 2, 4, 8, 16, 32};
    return sizes[std::size_t(p)];
}
constexpr bool is_signed(primitive p) { return p >= primitive::i8; }

// The most of anything (types, fields, variants, pallets' parts) in a metadata:
// thirty times what the largest real one has.
constexpr std::size_t most_described = std::size_t(1) << 19;

}  // namespace rf::subtensor

#include "events/codec.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "events/event_json.hpp"
#include "tests/events/every_kind.hpp"

using namespace rf;

namespace {

// Every place of a filled event where a value of this type stands is broken
// once; each must be refused, by the field's name.
class breaker {
  public:
    explicit breaker(capnp::StructSchema::Field kind) : kind_(kind) {}
    unsigned broken = 0;

    void data(const std::string& field) {
        byte_vec wrong(31, 7);
        refused(field, [&](capnp::DynamicStruct::Builder s, capnp::StructSchema::Field f) {
            s.set(f, capnp::Data::Reader(wrong.data(), wrong.size()));
        });
    }
    void number(const std::string& field) {
        for (double v : {std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()})
            refused(field, [&](capnp::DynamicStruct::Builder s, capnp::StructSchema::Field f) { s.set(f, v); });
    }

    // Breaks each field of the struct at `path`, and goes on below it.
    void walk(capnp::StructSchema schema, std::vector<std::string> path) {
        for (auto field : schema.getNonUnionFields()) one(field, path);
        const auto alternatives = schema.getUnionFields();
        if (alternatives.size() > 0) one(alternatives[alternatives.size() - 1], path);  // the one that is filled
    }

  private:
    void one(capnp::StructSchema::Field field, const std::vector<std::string>& path) {
        const std::string name = field.getProto().getName().cStr();
        path_ = path;
        const auto type = field.getType();
        if (type.isData()) data(name);
        if (type.isFloat64()) number(name);
        if (!type.isStruct()) return;
        auto below = path;
        below.push_back(name);
        walk(type.asStruct(), below);
    }

    template <class Break>
    void refused(const std::string& field, Break how) {
        event_draft draft = event_of(kind_);
        capnp::DynamicStruct::Builder at = capnp::DynamicStruct::Builder(draft.event());
        for (const auto& step : path_) at = at.get(step).as<capnp::DynamicStruct>();
        how(at, at.getSchema().getFieldByName(field));
        auto bytes = draft.encode();
        CAPTURE(kind_.getProto().getName().cStr());
        CAPTURE(field);
        REQUIRE_FALSE(bytes.ok());
        CHECK(bytes.error().where.find(field) != std::string::npos);
        ++broken;
    }

    capnp::StructSchema::Field kind_;
    std::vector<std::string> path_;
};

}  // namespace

TEST_CASE("an event of every kind comes back as it was, from one set of bytes, aligned or not") {
    event_decoder decoder;
    unsigned kinds = 0;
    for (auto kind : capnp::Schema::from<schema::Event>().getUnionFields()) {
        CAPTURE(kind.getProto().getName().cStr());
        const event_draft draft = event_of(kind);
        auto bytes = draft.encode();
        REQUIRE(bytes.ok());
        byte_vec shifted(bytes->size() + 1);
        std::copy(bytes->begin(), bytes->end(), shifted.begin() + 1);
        auto event = decoder.check(byte_view(shifted).subspan(1));
        REQUIRE(event.ok());
        CHECK(event->which() == draft.reader().which());
        CHECK(event_json(*event) == event_json(draft.reader()));
        CHECK(kind_name(event->which()).size() > 3);
        ++kinds;
    }
    CHECK(kinds == kinds_known());
}

TEST_CASE("a hash, account or id of a wrong length and a number that is not finite are refused, in every field") {
    unsigned broken = 0;
    for (auto kind : capnp::Schema::from<schema::Event>().getUnionFields()) {
        if (!kind.getType().isStruct()) continue;
        breaker b(kind);
        b.walk(kind.getType().asStruct(), {kind.getProto().getName().cStr()});
        broken += b.broken;
    }
    CHECK(broken > 50);  // the schema has that many such fields
}

TEST_CASE("bytes that are cut, padded, too many or of a kind to come are refused") {
    event_decoder decoder;
    event_draft draft;
    draft.event().initAlarmRaised().setName("a name that is longer than a word");
    const byte_vec good = *draft.encode();
    for (std::size_t cut = 0; cut < good.size(); ++cut) CHECK_FALSE(decoder.check(byte_view(good).first(cut)).ok());
    byte_vec padded = good;
    padded.resize(good.size() + 8);
    CHECK_FALSE(decoder.check(padded).ok());
    CHECK_FALSE(decoder.check(byte_vec(most_event_bytes + 8)).ok());
    byte_vec later = good;
    // The union's tag is a 16-bit value of the data section; 9999 is no kind.
    bool found = false;
    for (std::size_t i = 8; i + 1 < later.size() && !found; i += 2) {
        byte_vec tried = good;
        tried[i] = 0x0f;
        tried[i + 1] = 0x27;
        auto event = decoder.check(tried);
        found = !event.ok() && event.error().kind == fault_kind::too_new;
    }
    CHECK(found);
    event_draft large;
    large.event().initAlarmRaised().setDetail(std::string(most_event_bytes, 'x'));
    CHECK_FALSE(large.encode().ok());
}

TEST_CASE("a flipped bit gives another event or a refusal, never two spellings of one fact") {
    event_decoder decoder;
    for (auto kind : capnp::Schema::from<schema::Event>().getUnionFields()) {
        const byte_vec good = *event_of(kind).encode();
        for (std::size_t bit = 0; bit < good.size() * 8; bit += 3) {
            byte_vec bad = good;
            bad[bit / 8] ^= std::uint8_t(1u << bit % 8);
            auto event = decoder.check(bad);
            if (!event) continue;
            capnp::MallocMessageBuilder message;
            message.setRoot(*event);
            auto words = capnp::canonicalize(message.getRoot<schema::Event>().asReader());
            const byte_vec again(words.asBytes().begin(), words.asBytes().end());
            REQUIRE(again == bad);
        }
    }
}

#include "replay/epoch_diff.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <map>

#include <capnp/schema.h>

#include "replay/epoch_diff_effects.hpp"

namespace rf {
namespace {

// The shortest decimal that reads back as the same bits.
std::string decimal(double v) {
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, v);
    return {text, end.ptr};
}

std::string text_of_value(const parameter& p) {
    if (const auto* n = std::get_if<double>(&p.value)) return decimal(*n);
    if (const auto* i = std::get_if<std::uint64_t>(&p.value)) return std::to_string(*i);
    if (const auto* yes = std::get_if<bool>(&p.value)) return *yes ? "true" : "false";
    return std::get<std::string>(p.value);
}

std::string text_of_carry(const carry_entry& e) {
    std::string out;
    const auto add = [&out](const std::string& text) { out += (out.empty() ? "" : ", ") + text; };
    if (e.streak) add("streak " + std::to_string(e.streak));
    if (e.score != 0) add("score " + decimal(e.score));
    if (!e.history.empty())
        add("history of " + std::to_string(e.history.size()) + ", last " + decimal(e.history.back()));
    if (e.tier3_epoch) add("tier 3 " + decimal(e.tier3) + " of epoch " + std::to_string(e.tier3_epoch));
    return out;
}

std::string text_of_account(const account& who) { return "0x" + hex(byte_view(who.b.data(), who.size())); }

std::string text_of_outcome(const question_record& q, const reply_facts& r) {
    if (r.what == outcome::not_asked) return "not asked";
    const auto all = capnp::Schema::from<schema::Outcome>().getEnumerants();
    const auto told = std::uint16_t(q.outcome);
    const std::string name =
        q.reply == no_event ? "never sent" : told < all.size() ? all[told].getProto().getName().cStr() : "unknown";
    return r.what == outcome::voided ? "void: " + name : name;
}

bool same_bits(double x, double y) { return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y); }

std::map<account, std::size_t> seats_of(const epoch_record& e) {
    std::map<account, std::size_t> out;
    for (std::size_t i = 0; i < e.facts.seats.size(); ++i) out.emplace(e.facts.seats[i].who, i);
    return out;
}

class comparison {
  public:
    comparison(const epoch_record& a, const epoch_record& b) : a_(a), b_(b), in_a_(seats_of(a)), in_b_(seats_of(b)) {}

    result<epoch_comparison> run() {
        compare_accounts();
        if (a_.rules != b_.rules) {
            out_.comparable = false;
            return std::move(out_);
        }
        auto effects = substitution::begin(a_, b_);
        if (!effects) return effects.error();
        auto b_again = run_epoch(*b_.rules, b_.facts);
        if (!b_again) return b_again.error();
        out_.a_follows = effects->a_follows();
        out_.b_follows = seal_follows(b_, *b_again);
        compare_parameters(*effects);
        compare_carry(*effects);
        out_.beside = !(effects->traffic_of_b() == a_.facts.counted && a_.facts.settled == b_.facts.settled);
        if (out_.beside) out_.by_beside = effects->with_what_arrived_beside();
        compare_tasks();
        attribute(*effects);
        return std::move(out_);
    }

  private:
    void compare_accounts() {
        std::map<account, account_difference> all;
        for (const auto& [who, i] : in_a_) {
            account_difference& d = all[who];
            d.uid_a = a_.facts.seats[i].uid;
            d.score_a = a_.scores[i];
            d.weight_a = weight_of(a_, *d.uid_a);
        }
        for (const auto& [who, i] : in_b_) {
            account_difference& d = all[who];
            d.uid_b = b_.facts.seats[i].uid;
            d.score_b = b_.scores[i];
            d.weight_b = weight_of(b_, *d.uid_b);
        }
        for (auto& [who, d] : all) {
            d.who = who;
            out_.accounts.push_back(d);
        }
        const auto weight = [](const auto& d) { return std::abs(int(d.weight_b) - int(d.weight_a)); };
        const auto score = [](const auto& d) { return std::abs(d.score_b - d.score_a); };
        std::stable_sort(out_.accounts.begin(), out_.accounts.end(), [&](const auto& x, const auto& y) {
            return weight(x) != weight(y) ? weight(x) > weight(y) : score(x) > score(y);
        });
    }

    void compare_parameters(const substitution& effects) {
        for (std::size_t i = 0; i < a_.facts.params.size(); ++i) {  // of one mechanism: the same names
            const parameter& x = a_.facts.params[i];
            const parameter& y = b_.facts.params[i];
            if (!(x == y)) out_.parameters.push_back({x.name, text_of_value(x), text_of_value(y)});
        }
        if (!out_.parameters.empty()) out_.by_parameters = effects.with_parameters();
    }

    void compare_carry(const substitution& effects) {
        std::map<account, named_difference> all;
        for (const carry_entry& e : a_.facts.in.entries)
            if (const carry_entry* other = b_.facts.in.find(e.who); !other || !(*other == e))
                all[e.who] = {text_of_account(e.who), text_of_carry(e), other ? text_of_carry(*other) : ""};
        for (const carry_entry& e : b_.facts.in.entries)
            if (!a_.facts.in.find(e.who)) all[e.who] = {text_of_account(e.who), "", text_of_carry(e)};
        for (auto& [who, difference] : all) out_.carry.push_back(std::move(difference));
        if (!out_.carry.empty()) out_.by_carry = effects.with_carry();
    }

    void compare_tasks() {
        std::map<hash32, std::vector<std::uint16_t>> waiting;  // B's, by content, the last first
        for (std::size_t t = b_.tasks.size(); t-- > 0;)
            if (b_.tasks[t].prompt) waiting[*b_.tasks[t].prompt].push_back(std::uint16_t(t));
        std::vector<bool> found(b_.tasks.size(), false);
        for (std::size_t t = 0; t < a_.tasks.size(); ++t) {
            const auto at = a_.tasks[t].prompt ? waiting.find(*a_.tasks[t].prompt) : waiting.end();
            if (at == waiting.end() || at->second.empty()) {
                out_.only_a.push_back(std::uint16_t(t));
                continue;
            }
            const std::uint16_t other = at->second.back();
            at->second.pop_back();
            found[other] = true;
            compare_pair(std::uint16_t(t), other);
        }
        for (std::size_t t = 0; t < found.size(); ++t)
            if (!found[t]) out_.only_b.push_back(std::uint16_t(t));
    }

    void compare_pair(std::uint16_t t, std::uint16_t u) {
        ++out_.matched;
        const task_facts& x = a_.facts.tasks[t];
        const task_facts& y = b_.facts.tasks[u];
        task_pair pair{t, u, {}};
        const auto field = [&pair](const char* name, const auto& one, const auto& other) {
            if (one != other) pair.fields.push_back({name, std::to_string(one), std::to_string(other)});
        };
        field("domain", x.domain, y.domain);
        field("difficulty", x.difficulty, y.difficulty);
        field("trap", int(x.trap), int(y.trap));
        field("previously unsolved", int(x.previously_unsolved), int(y.previously_unsolved));
        if (!pair.fields.empty()) out_.tasks.push_back(std::move(pair));
        for (const auto& [who, i] : in_a_)
            if (const auto at = in_b_.find(who); at != in_b_.end()) compare_replies(t, u, who, i, at->second);
    }

    void compare_replies(std::uint16_t t, std::uint16_t u, const account& who, std::size_t i, std::size_t j) {
        const question_record& p = a_.tasks[t].questions[i];
        const question_record& q = b_.tasks[u].questions[j];
        const reply_facts& x = a_.facts.tasks[t].replies[i];
        const reply_facts& y = b_.facts.tasks[u].replies[j];
        reply_difference d;
        d.task_a = t;
        d.task_b = u;
        d.who = who;
        d.event_a = deciding_event(a_.tasks[t], i);
        d.event_b = deciding_event(b_.tasks[u], j);
        d.outcome_a = text_of_outcome(p, x);
        d.outcome_b = text_of_outcome(q, y);
        d.outcome = x.what != y.what || d.outcome_a != d.outcome_b;
        d.body = p.body != q.body;
        d.seen = !(x.seen == y.seen);
        d.checks = p.checks != q.checks;
        if (!d.outcome && !d.body && !d.seen && !d.checks) ++out_.same_replies;
        else if (out_.replies.size() < most_listed) out_.replies.push_back(std::move(d));
        else ++out_.unlisted;
    }

    // Tried first are the replies of those whose results differ most.
    void attribute(substitution& effects) {
        std::map<account, std::size_t> place;
        for (std::size_t i = 0; i < out_.accounts.size(); ++i) place.emplace(out_.accounts[i].who, i);
        std::stable_sort(out_.replies.begin(), out_.replies.end(),
                         [&](const auto& x, const auto& y) { return place[x.who] < place[y.who]; });
        for (reply_difference& d : out_.replies) {
            const std::size_t i = in_a_[d.who];
            const reply_facts& theirs = b_.facts.tasks[d.task_b].replies[in_b_[d.who]];
            if (theirs == a_.facts.tasks[d.task_a].replies[i]) continue;  // nothing that is scored
            if (out_.attributed == most_attributed) break;
            ++out_.attributed;
            d.made = effects.with_reply(d.task_a, i, theirs);
        }
        const auto weight = [](const reply_difference& d) {
            return d.made ? std::abs(int(d.made->weight_to) - int(d.made->weight_from)) : -1;
        };
        const auto score = [](const reply_difference& d) {
            return d.made ? std::abs(d.made->score_to - d.made->score_from) : -1;
        };
        std::stable_sort(out_.replies.begin(), out_.replies.end(), [&](const auto& x, const auto& y) {
            return weight(x) != weight(y) ? weight(x) > weight(y) : score(x) > score(y);
        });
    }

    const epoch_record& a_;
    const epoch_record& b_;
    std::map<account, std::size_t> in_a_, in_b_;
    epoch_comparison out_;
};

}  // namespace

bool account_difference::differs() const {
    return uid_a != uid_b || weight_a != weight_b || !same_bits(score_a, score_b);
}

bool epoch_comparison::same() const {
    return comparable && parameters.empty() && carry.empty() && !beside && only_a.empty() && only_b.empty() &&
           tasks.empty() && replies.empty() &&
           std::none_of(accounts.begin(), accounts.end(), [](const auto& d) { return d.differs(); });
}

result<epoch_comparison> compare_epochs(const epoch_record& a, const epoch_record& b) {
    return comparison(a, b).run();
}

}  // namespace rf

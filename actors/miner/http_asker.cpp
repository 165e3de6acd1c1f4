#include "actors/miner/http_asker.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <utility>

#include "actors/miner/axon_reply.hpp"
#include "actors/miner/axon_request.hpp"
#include "actors/miner/http_refusal.hpp"
#include "actors/miner/judge_thread.hpp"
#include "events/receipt.hpp"
#include "events/sha256.hpp"
#include "events/ss58.hpp"

namespace rf {
namespace {

using schema::Outcome;

constexpr std::uint64_t fresh_for_ns = 2'000'000'000;  // half of what an axon grants beside the timeout
constexpr std::size_t judged_at_once_bytes = 64u << 10;
constexpr std::size_t most_synapses = 64;  // tasks open at once, and some
constexpr std::size_t most_detail = 300;

// The bytes of one request on the wire.
std::string http_text(const axon_request& r, const std::string& host) {
    std::size_t size = 160 + r.target.size() + host.size() + r.body.size();
    for (const axon_header& h : r.headers) size += h.name.size() + h.value.size() + 4;
    std::string out;
    out.reserve(size);
    out.append("POST ").append(r.target).append(" HTTP/1.1\r\nHost: ").append(host).append("\r\n");
    for (const axon_header& h : r.headers) out.append(h.name).append(": ").append(h.value).append("\r\n");
    out.append("Content-Type: application/json\r\nContent-Length: ").append(std::to_string(r.body.size()));
    return out.append("\r\n\r\n").append(r.body);
}

std::string bare_address(const std::string& endpoint) {
    const std::string host = endpoint.substr(0, endpoint.rfind(':'));
    return host.starts_with('[') ? host.substr(1, host.size() - 2) : host;
}

received_reply received(const http_answer& a) {
    return {a.status, a.content_type, a.content_encoding, chars(a.body)};
}

// Bounded, and cut at a whole character.
std::string detail_of(std::string text) {
    if (text.size() <= most_detail) return text;
    std::size_t end = most_detail;
    while (end > 0 && (std::uint8_t(text[end]) & 0xc0) == 0x80) --end;
    text.resize(end);
    return text;
}

miner_reply judged(http_answer a, std::string_view task_id) {
    miner_reply r;
    r.outcome = a.outcome;
    r.latency_ns = a.latency_ns;
    r.http_status = a.status;
    r.detail = std::move(a.detail);
    if (a.outcome == Outcome::ANSWERED) {
        classified_reply c = classify_task_reply(received(a), task_id);
        r.outcome = c.outcome;
        r.detail = std::move(c.detail);
        if (c.outcome == Outcome::REFUSED_BY_MINER || c.outcome == Outcome::HTTP_ERROR) {
            if (const std::string words = refusal_words(a.body); !words.empty()) r.detail += ": " + words;
        }
    }
    r.detail = detail_of(std::move(r.detail));
    r.body = std::move(a.body);
    return r;
}

// Of a reply that came, and only one that is good.
void take_signature(miner_reply& r, std::string_view header, reply_statement s) {
    if (r.body.empty()) return;
    const auto bytes = header.starts_with("0x") ? from_hex(header.substr(2)) : std::nullopt;
    s.reply = sha256(r.body);
    if (bytes && bytes->size() == 64 && is_signed_by_miner(s, *bytes)) {
        std::copy(bytes->begin(), bytes->end(), r.signature.emplace().begin());
        return;
    }
    r.detail = detail_of(r.detail + (r.detail.empty() ? "" : "; ") + "its signature is not one of this reply");
}

// Everything one request is made of, as often as it is made.
struct letter {
    std::shared_ptr<const axon_synapse> synapse;
    axon_envelope envelope;
    std::string host;
    std::string bytes;  // signed at `signed_ns`; empty once sent
    std::uint64_t signed_ns = 0;
};

}  // namespace

struct http_asker::inside {
    inside(hotkey who, asker_settings chosen, const clock_port& time, entropy_port& random)
        : caller(std::move(who)),
          settings(std::move(chosen)),
          clock(time),
          entropy(random),
          pool(settings.http, clock) {}

    // A task is asked of many: what does not depend on the miner is made once.
    std::shared_ptr<const axon_synapse> synapse_of(const std::shared_ptr<const task_question>& task) {
        const std::lock_guard guard(lock);
        auto known = synapses.find(task->id);
        if (known != synapses.end() && known->second.first.lock() == task) return known->second.second;
        if (synapses.size() >= most_synapses) {
            std::erase_if(synapses, [](const auto& s) { return s.second.first.expired(); });
        }
        if (synapses.size() >= most_synapses) synapses.clear();
        auto made = std::make_shared<const axon_synapse>(reasoning_synapse(*task));
        synapses[task->id] = {task, made};
        return made;
    }

    void sign(letter& l) {
        l.envelope.nonce = std::max(std::uint64_t(clock.utc_ns()), l.envelope.nonce + 1);
        l.signed_ns = clock.steady_ns();
        l.bytes = http_text(make_axon_request(*l.synapse, l.envelope, caller, entropy.hash()), l.host);
    }

    // Signed here, and again only if it is sent late or twice.
    std::function<std::string()> request(std::shared_ptr<letter> l) {
        sign(*l);
        return [this, kept = std::move(l)] {
            if (kept->bytes.empty() || clock.steady_ns() - kept->signed_ns > fresh_for_ns) sign(*kept);
            return std::exchange(kept->bytes, {});
        };
    }

    void send(std::shared_ptr<const axon_synapse> synapse, const account& miner, const std::string& endpoint,
              const std::string& uuid, std::uint32_t time_ms, std::function<void(http_answer)> done) {
        auto to = read_endpoint(endpoint, settings.allow_private);
        if (!to) {
            judge.give([why = to.error().text(), told = std::move(done)] {
                http_answer a;
                a.outcome = Outcome::CONNECT_FAILED;
                a.detail = why;
                told(std::move(a));
            });
            return;
        }
        auto l = std::make_shared<letter>();
        l->synapse = std::move(synapse);
        l->host = endpoint;
        l->envelope.miner_ip = bare_address(endpoint);
        l->envelope.miner_port = to->port;
        l->envelope.miner_address = ss58_of(miner);
        l->envelope.caller_ip = settings.caller_ip;
        l->envelope.uuid = uuid;
        l->envelope.timeout_s = double(time_ms) / 1000;
        pool.send({*to, std::chrono::milliseconds(time_ms), request(std::move(l))}, std::move(done));
    }

    std::string fresh_uuid() { return uuid_text(make_uuid(clock.utc_ns(), entropy.hash())); }

    const hotkey caller;
    const asker_settings settings;
    const clock_port& clock;
    entropy_port& entropy;
    std::mutex lock;
    std::map<std::array<std::uint8_t, 16>,
             std::pair<std::weak_ptr<const task_question>, std::shared_ptr<const axon_synapse>>>
        synapses;
    judge_thread judge;
    http_pool pool;  // last: its threads use the others
};

http_asker::http_asker(hotkey caller, asker_settings settings, const clock_port& clock, entropy_port& entropy)
    : in_(std::make_unique<inside>(std::move(caller), std::move(settings), clock, entropy)) {}

http_asker::~http_asker() {
    stop();
}

prepared_question http_asker::prepare(std::shared_ptr<const task_question> task, const account& miner,
                                      const std::string& endpoint) {
    prepared_question q;
    q.miner = miner;
    q.endpoint = endpoint;
    q.request_id = make_uuid(in_->clock.utc_ns(), in_->entropy.hash());
    const auto hash = from_hex(in_->synapse_of(task)->body_hash);
    RF_REQUIRE(hash && as_hash(*hash));
    q.body_hash = *as_hash(*hash);
    q.task = std::move(task);
    return q;
}

void http_asker::send(const prepared_question& q, std::function<void(miner_reply)> done) {
    auto synapse = in_->synapse_of(q.task);
    RF_REQUIRE(synapse->body_hash == hex(q.body_hash));
    in_->send(
        std::move(synapse), q.miner, q.endpoint, uuid_text(q.request_id), q.task->timeout_ms,
        [this, id = uuid_text(q.task->id), miner = q.miner, request = q.request_id, asked = q.body_hash,
         told = std::move(done)](http_answer a) {
            const bool is_signed = in_->settings.signatures && !a.reply_signature.empty();
            if (a.body.size() <= judged_at_once_bytes && !is_signed) return told(judged(std::move(a), id));
            reply_statement said{in_->caller.who(), miner, request, asked, {}};
            in_->judge.give([id, told, is_signed, said, kept = std::move(a)]() mutable {
                const std::string signature = std::move(kept.reply_signature);
                miner_reply r = judged(std::move(kept), id);
                if (is_signed) take_signature(r, signature, said);
                told(std::move(r));
            });
        });
}

void http_asker::check_health(const account& miner, const std::string& endpoint,
                              std::function<void(miner_health_answer)> done) {
    static const auto synapse = std::make_shared<const axon_synapse>(health_synapse());
    in_->send(synapse, miner, endpoint, in_->fresh_uuid(), in_->settings.health_ms,
              [told = std::move(done)](http_answer a) {
                  miner_health_answer h;
                  h.latency_ns = a.latency_ns;
                  h.detail = detail_of(std::move(a.detail));
                  if (a.outcome == Outcome::ANSWERED) {
                      const auto ready = read_health_reply(received(a));
                      h.ready = ready && *ready;
                      if (!ready) h.detail = detail_of(ready.error().text());
                  }
                  told(std::move(h));
              });
}

void http_asker::notify(const account& miner, const std::string& endpoint, const task_result& result,
                        std::function<void(bool delivered)> done) {
    in_->send(std::make_shared<const axon_synapse>(result_synapse(result)), miner, endpoint,
              in_->fresh_uuid(), in_->settings.health_ms, [told = std::move(done)](const http_answer& a) {
                  told(a.outcome == Outcome::ANSWERED && a.status == 200);
              });
}

void http_asker::stop() {
    in_->pool.stop();
    in_->judge.stop();
}

}  // namespace rf

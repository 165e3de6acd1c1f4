#include "replay/programs/cosigned.hpp"

#include "events/cosignature.hpp"
#include "replay/programs/json_out.hpp"
#include "replay/terminal/terminal.hpp"
#include "replay/terminal/utc_text.hpp"

namespace rf {

result<std::vector<verifying_key>> read_witnesses(const std::vector<std::string>& texts) {
    std::vector<verifying_key> out;
    for (const std::string& text : texts) {
        auto key = decode_verifier(text, key_use::cosignatures);
        if (!key) return with_place(key.error(), "--witness");
        out.push_back(std::move(*key));
    }
    return out;
}

result<std::vector<cosigned>> cosigned_by(const std::string& note, const std::vector<verifying_key>& witnesses,
                                          std::string_view where) {
    std::vector<cosigned> out;
    for (const verifying_key& w : witnesses) {
        auto time_s = verify_cosignature(note, w);
        if (!time_s) return with_place(time_s.error(), where);
        out.push_back({w.name, *time_s});
    }
    return out;
}

std::string cosigned_text(const std::vector<cosigned>& all) {
    std::string out;
    for (const cosigned& c : all) out += "  cosigned by " + printable(c.name) + ", " + utc_text(c.time_s) + "\n";
    return out;
}

void cosigned_json(json_out& j, const std::vector<cosigned>& all) {
    j.key("cosigned_by").array();
    for (const cosigned& c : all) j.object().key("name").value(c.name).key("time_s").value(c.time_s).end_object();
    j.end_array();
}

}  // namespace rf

// receipt_file: the receipts that a miner was given, a JSON object a line.
//
//     {"validator": SS58, "miner": SS58, "key": "name+hash+base64", "holds": true,
//      "why": "", "replies": 12, "as_sent": 12, "receipt": "rf-receipt/1\n..."}
//
// `holds`: signed by the key that is expected of this validator, of this
// miner's replies as it sent them. The key is the one pinned by an option, or
// the first that a validator's receipt held under (trust on first use), which
// the file remembers. What does not hold is kept too: it may be evidence.
// `rf-dispute receipt` reads the file. Safe on any thread.
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "actors/miner/server/reply_signer.hpp"

namespace rf {

class receipt_file {
  public:
    // Made if it is not there. A last line that was torn is ended and passed over.
    static result<std::unique_ptr<receipt_file>> open(const std::string& path,
                                                      std::optional<verifying_key> pinned);
    ~receipt_file();
    receipt_file(const receipt_file&) = delete;
    receipt_file& operator=(const receipt_file&) = delete;

    // On disk when it returns. Gives whether it holds, or why it could not be kept.
    result<bool> keep(const told_receipt& told);

  private:
    explicit receipt_file(std::optional<verifying_key> pinned) : pinned_(std::move(pinned)) {}
    status load(const std::string& path);
    [[nodiscard]] std::string why_not(const told_receipt& told) const;

    std::mutex lock_;
    std::optional<verifying_key> pinned_;
    std::map<std::string, std::string> first_;  // by validator: its key
    int file_ = -1;
};

}  // namespace rf

// scratch: data files that live as long as a pair is measured.
#pragma once

#include <string>

namespace rf::bench {

// A folder that is removed with all that is in it.
class scratch {
  public:
    scratch(const std::string& parent, const std::string& name);
    ~scratch();
    scratch(const scratch&) = delete;
    scratch& operator=(const scratch&) = delete;
    [[nodiscard]] std::string path(const std::string& inside) const { return folder_ + "/" + inside; }

  private:
    std::string folder_;
};

// A copy of a log's folder. What never changes once written is linked.
void copy_log(const std::string& from, const std::string& to);
void remove_all(const std::string& folder);

// Tells the kernel to forget the files' pages, so that reading is from disk.
void forget_pages(const std::string& folder);

}  // namespace rf::bench

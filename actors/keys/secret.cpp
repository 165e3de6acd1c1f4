#include "actors/keys/secret.hpp"

#include <sodium.h>

#include <utility>

namespace rf {

void wipe(void* at, std::size_t size) { sodium_memzero(at, size); }

secret_text& secret_text::operator=(secret_text&& other) noexcept {
    if (this != &other) {
        clear();
        text_ = std::move(other.text_);
        other.clear();
    }
    return *this;
}

void secret_text::append(std::string_view more) {
    if (text_.size() + more.size() > text_.capacity()) {
        std::string larger;
        larger.reserve(2 * (text_.size() + more.size()) + 64);
        larger = text_;
        clear();
        text_ = std::move(larger);
    }
    text_ += more;
}

void secret_text::clear() {
    // What a longer text left behind the end is wiped too.
    text_.resize(text_.capacity());
    wipe(text_.data(), text_.size());
    text_.clear();
}

}  // namespace rf

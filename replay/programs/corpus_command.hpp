// corpus_command: rf-replay corpus, which replays a folder of bundles and shows
// what moved.
//
// Exit: 0 nothing moved, or it was accepted; 1 some bit moved, or a bundle is
// gone; 2 a bundle or what is expected of it cannot be read, whatever else moved.
#pragma once

#include <string>

namespace rf {

struct corpus_arguments {
    std::string directory;
    std::string format = "text";  // text, markdown, json or junit
    std::string out;              // empty: standard output
    bool accept = false, quiet = false;
};
int corpus_command(const corpus_arguments& args);

}  // namespace rf

#include "actors/programs/validator_config.hpp"

namespace rf {

// config/dev/validator.toml, letter for letter: a program that is installed
// without its files runs too.
std::string_view development_config() {
    return R"toml(# A validator on a laptop: an embedded chain with blocks of 250 ms, twelve reference miners on
# loopback, and short epochs, so that three take a minute. No account and no network are needed.
# This is also what `rf-validator` runs without --config. Every key: config/rf-validator.toml.

[log]
origin = "rf.example/dev"

[hotkey]
dev = "//Validator"

[chain]
kind = "embedded"
poll_ms = 100

[chain.embedded]
block_ms = 250
tempo = 36
weights_rate_limit = 20
stake = 10000.0

[epoch]
tasks = 12
tasks_at_once = 4
blocks = 72             # 18 s
task_blocks = 16        # 4 s
task_timeout_ms = 2500

[listen]
timeout_ms = 2000       # /metrics, /health and /ready are on 127.0.0.1:9092

[miners]
allow_private = true    # the miners are on this machine

[[chain.embedded.miners]]
hotkey = "//Miner1"
port = 8101

[[chain.embedded.miners]]
hotkey = "//Miner2"
port = 8102

[[chain.embedded.miners]]
hotkey = "//Miner3"
port = 8103

[[chain.embedded.miners]]
hotkey = "//Miner4"
port = 8104

[[chain.embedded.miners]]
hotkey = "//Miner5"
port = 8105

[[chain.embedded.miners]]
hotkey = "//Miner6"
port = 8106

[[chain.embedded.miners]]
hotkey = "//Miner7"
port = 8107

[[chain.embedded.miners]]
hotkey = "//Miner8"
port = 8108

[[chain.embedded.miners]]
hotkey = "//Miner9"
port = 8109

[[chain.embedded.miners]]
hotkey = "//Miner10"
port = 8110

[[chain.embedded.miners]]
hotkey = "//Miner11"
port = 8111

[[chain.embedded.miners]]
hotkey = "//Miner12"
port = 8112

[[chain.embedded.validators]]
profile = "honest"
stake = 4000.0

[[chain.embedded.validators]]
profile = "good"
stake = 3000.0

[[chain.embedded.validators]]
profile = "lazy"
stake = 2000.0

[[chain.embedded.validators]]
profile = "malicious"
stake = 1500.0
)toml";
}

}  // namespace rf

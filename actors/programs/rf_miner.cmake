# rf-miner, and its options, which are tested by themselves.
find_package(tomlplusplus REQUIRED)
rf_floor(rf_miner_options
  SOURCES rf_miner_options.cpp
  LINKS rf_miner_server CLI11::CLI11 tomlplusplus::tomlplusplus)
rf_program(rf-miner SOURCES rf_miner.cpp LINKS rf_miner_options rf_io rf_tasks)

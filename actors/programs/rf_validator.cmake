# rf-validator, in parts that are tested by themselves.
rf_floor(rf_validator_config
  SOURCES
    validator_config.cpp
    validator_config_dev.cpp
    validator_config_keys.cpp
    validator_config_reload.cpp
    validator_config_text.cpp
    validator_config_toml.cpp
    validator_config_values.cpp
  LINKS rf_mechanisms rf_ports)
rf_floor(rf_lines
  SOURCES logging.cpp logging_events.cpp logging_sink.cpp
  LINKS rf_replay rf_ports spdlog::spdlog)
rf_floor(rf_metrics
  SOURCES metrics.cpp metrics_epoch.cpp metrics_process.cpp
  LINKS rf_replay rf_ports prometheus-cpp::core)

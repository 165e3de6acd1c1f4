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

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
rf_floor(rf_live_view
  SOURCES live_view.cpp live_view_model.cpp live_view_render.cpp
  LINKS rf_metrics rf_lines Threads::Threads)
rf_floor(rf_health SOURCES health.cpp webhook_watcher.cpp LINKS rf_lines rf_web)
# One validator and its world, put together from a configuration.
if(TARGET rf_actors AND TARGET rf_chain_embedded AND TARGET rf_asker AND TARGET rf_operator)
  rf_floor(rf_composition SOURCES composition.cpp
    LINKS rf_actors rf_asker rf_chain_embedded rf_keys rf_io rf_operator rf_validator_config)
  rf_floor(rf_validator_watchers SOURCES validator_watchers.cpp
    LINKS rf_health rf_lines rf_live_view rf_metrics rf_web rf_keys rf_chain_embedded rf_validator_config)
  rf_program(rf-validator SOURCES rf_validator.cpp
    LINKS rf_composition rf_operator_commands rf_validator_watchers rf_terminal CLI11::CLI11)
endif()

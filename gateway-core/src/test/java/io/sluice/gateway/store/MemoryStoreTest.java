package io.sluice.gateway.store;

class MemoryStoreTest extends ConfigStoreContract {
  @Override
  ConfigStore create() {
    return new MemoryStore(MOST);
  }

  @Override
  ConfigStore reopened(ConfigStore store) {
    return store;
  }
}

package io.sluice.loadbalancer;

/**
 * Where an endpoint stands in a hash table depends on its address alone: every gateway with the
 * same endpoints builds the same table, in whatever order it was told of them.
 */
final class AddressHash {

  private AddressHash() {}

  /** 64 bits of the address, the same in every process. */
  static long of(Address address) {
    long hash = address.port();
    String host = address.host();
    for (int i = 0; i < host.length(); i++) {
      hash = 31 * mix(hash) + host.charAt(i);
    }
    return mix(hash);
  }

  /** Spreads each bit over all 64 (the finalizer of MurmurHash3). A permutation. */
  static long mix(long bits) {
    long h = (bits ^ bits >>> 33) * 0xff51afd7ed558ccdL;
    h = (h ^ h >>> 33) * 0xc4ceb9fe1a85ec53L;
    return h ^ h >>> 33;
  }
}

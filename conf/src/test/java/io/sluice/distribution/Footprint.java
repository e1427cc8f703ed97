package io.sluice.distribution;

import java.nio.file.Path;

/**
 * What a gateway holds, as its own metrics tell after a collection.
 *
 * @param heapBytes live heap
 * @param directBytes buffers of the allocator
 * @param threads live threads
 */
record Footprint(long heapBytes, long directBytes, long threads) {

  static Footprint of(Run gateway, int adminPort) throws Exception {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    new ProcessBuilder(jcmd.toString(), Long.toString(gateway.pid()), "GC.run")
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
    Metrics metrics = Metrics.of(adminPort);
    return new Footprint(
        (long) metrics.sum("jvm_memory_used_bytes{area=\"heap\""),
        (long) metrics.sum("sluice_buffer_bytes{kind=\"direct\""),
        (long) metrics.sum("jvm_threads_live_threads"));
  }
}

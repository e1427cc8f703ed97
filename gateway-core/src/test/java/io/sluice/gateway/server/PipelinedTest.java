package io.sluice.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** What a client sends ahead is given back whole and in order, however it came. */
class PipelinedTest {

  @RepeatedTest(50)
  void givesBackWhatItTook(RepetitionInfo run) {
    Random random = new Random(run.getCurrentRepetition());
    Pipelined pipelined = new Pipelined();
    List<ByteBuf> underway = new ArrayList<>(); // pieces of it that a slow peer has not taken
    StringBuilder sent = new StringBuilder();
    StringBuilder taken = new StringBuilder();
    for (int step = 0; step < 300; step++) {
      ByteBuf all = piece(random, sent);
      if (!pipelined.isEmpty()) {
        all = pipelined.takeWith(all);
      }
      int part = random.nextInt(all.readableBytes() + 1);
      underway.add(all.readRetainedSlice(part));
      if (all.isReadable()) {
        pipelined.add(all);
      } else {
        all.release();
      }
      while (underway.size() > random.nextInt(5)) {
        ByteBuf gone = underway.remove(0);
        taken.append(gone.toString(StandardCharsets.ISO_8859_1));
        gone.release();
      }
    }
    for (ByteBuf gone : underway) {
      taken.append(gone.toString(StandardCharsets.ISO_8859_1));
      gone.release();
    }
    if (!pipelined.isEmpty()) {
      ByteBuf rest = pipelined.take();
      taken.append(rest.toString(StandardCharsets.ISO_8859_1));
      rest.release();
    }
    assertThat(taken).hasToString(sent.toString());
  }

  private static ByteBuf piece(Random random, StringBuilder sent) {
    byte[] bytes = new byte[1 + random.nextInt(random.nextBoolean() ? 3 : 2000)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) ('a' + random.nextInt(26));
      sent.append((char) bytes[i]);
    }
    return random.nextBoolean()
        ? Unpooled.wrappedBuffer(bytes)
        : PooledByteBufAllocator.DEFAULT.directBuffer(bytes.length).writeBytes(bytes);
  }
}

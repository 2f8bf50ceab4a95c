package io.lockstep.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Real processes, started and ended.
@Timeout(60)
final class ChildProcessTest {

  private static final long DEADLINE_SECONDS = 20;

  private final BlockingQueue<String> news = new LinkedBlockingQueue<>();
  private final List<ChildProcess> children = new ArrayList<>();

  @AfterEach
  void nobodyIsLeft() {
    children.forEach(ChildProcess::kill);
    children.forEach(child -> assertThat(await(child)).isTrue());
  }

  @Test
  void whatAChildSaysArrivesAndAChildKilledFromOutsideIsReportedWithItsStatus() throws Exception {
    ChildProcess child = start("child");
    assertThat(news.poll(DEADLINE_SECONDS, TimeUnit.SECONDS)).isEqualTo("started w0");
    assertThat(news.poll(DEADLINE_SECONDS, TimeUnit.SECONDS)).isEqualTo("w0: hello");

    ProcessHandle.of(child.pid()).orElseThrow().destroyForcibly();

    assertThat(news.poll(DEADLINE_SECONDS, TimeUnit.SECONDS)).isEqualTo("died w0 137");
  }

  /// Two children that stay silent for half a minute would starve every virtual thread of a machine
  /// with two cores.
  @Test
  void waitingForAChildHoldsNoCarrierOfVirtualThreads() throws Exception {
    BlockingQueue<Boolean> virtual = new LinkedBlockingQueue<>();
    Listener listener =
        new Listener() {
          @Override
          public void said(String worker, String line) {
            virtual.add(Thread.currentThread().isVirtual());
          }
        };
    children.add(ChildProcess.start("w0", FamilyMain.commandLine("child"), listener));

    assertThat(virtual.poll(DEADLINE_SECONDS, TimeUnit.SECONDS)).isFalse();
  }

  @Test
  void aChildThatWasToldToEndIsNotReportedAsLost() throws Exception {
    ChildProcess child = start("child");
    heard("w0: hello");

    child.terminate();

    assertThat(await(child)).isTrue();
    assertThat(news).isEmpty();
  }

  @Test
  void aChildThatDoesNotListenIsKilled() throws Exception {
    ChildProcess child = start("deaf");
    heard("w0: hello");

    child.terminate();
    assertThat(child.await(TimeUnit.MILLISECONDS.toNanos(300))).isFalse();
    child.kill();

    assertThat(await(child)).isTrue();
  }

  @Test
  void aChildEndsByItselfWhenItsParentIsKilled() throws Exception {
    ChildProcess parent = start("parent");
    String told = heard("w0: pid=");
    heard("w0: hello");
    ProcessHandle grandchild =
        ProcessHandle.of(Long.parseLong(told.substring(told.indexOf('=') + 1))).orElseThrow();

    parent.kill();

    grandchild.onExit().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    assertThat(grandchild.isAlive()).isFalse();
  }

  private ChildProcess start(String role) throws Exception {
    ChildProcess child = ChildProcess.start("w0", FamilyMain.commandLine(role), new Listener());
    children.add(child);
    return child;
  }

  private String heard(String beginning) throws InterruptedException {
    String next = news.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
    while (next != null && !next.startsWith(beginning)) {
      next = news.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }
    assertThat(next).as("a line that begins with " + beginning).isNotNull();
    return next;
  }

  private static boolean await(ChildProcess child) {
    return child.await(TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS));
  }

  private class Listener implements ChildListener {
    @Override
    public void said(String worker, String line) {
      news.add(worker + ": " + line);
    }

    @Override
    public void started(String worker, long pid) {
      news.add("started " + worker);
    }

    @Override
    public void died(String worker, long pid, int exitStatus) {
      news.add("died " + worker + " " + exitStatus);
    }
  }
}

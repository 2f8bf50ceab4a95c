package io.lockstep.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.format.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each line of a ledger carries the hash of the one before. The one here has ten steps.
final class LedgerChainTest {

  private static final String NOTHING = "0".repeat(64);

  @TempDir Path folder;
  private Path file;
  private BookHead head;

  @BeforeEach
  void write() {
    file = folder.resolve("ledger.jsonl");
    head = append(0, 10);
  }

  @Test
  void aLineCarriesTheSha256OfTheOneBeforeWithItsLineEnd() throws IOException {
    List<String> lines = Files.readAllLines(file);

    String before = NOTHING;
    for (String line : lines) {
      assertThat(line).contains(",\"before\":\"" + before + "\",\"check\":\"");
      before = Sha256.ofBytes((line + "\n").getBytes(StandardCharsets.US_ASCII));
    }
    assertThat(head).isEqualTo(new BookHead(10, before));
  }

  @Test
  void aLedgerThatIsCutAtACheckpointGoesOnAsOneChain() {
    BookHead again = append(6, 8);

    assertThat(audit(Optional.of(again)).faults()).isEmpty();
    assertThat(audit(Optional.of(again)).lines()).isEqualTo(again.lines()).isEqualTo(8);
    assertThat(append(8, 10)).as("the same lines, whoever wrote them").isEqualTo(head);
  }

  @Test
  void anOlderLedgerWithoutLinksGoesOnWithThem() throws IOException {
    List<String> old = new ArrayList<>(Files.readAllLines(file));
    old.replaceAll(line -> line.replaceFirst(",\"before\":.*", "}"));
    Files.write(file, old);
    assertThat(audit(Optional.empty()).unchained()).isEqualTo(10);

    BookHead again = append(10, 12);

    LedgerAudit audit = audit(Optional.of(again));
    assertThat(audit.faults()).isEmpty();
    assertThat(audit.unchained()).isEqualTo(10);
    head = again;
    change(10, "\"w0\"", "\"w2\"");
    assertFault(10, "line 10 is another than when line 11 was tied to it");
  }

  @Test
  void aChangedLineIsNamed() throws IOException {
    change(4, "0..3", "0..2");
    assertFault(4, "line 4: its check is wrong: it was changed");
    assertThat(whole().wrong()).isEqualTo("ledger.jsonl:4: its check is wrong: it was changed");
  }

  /// As somebody does it who knows how lines are checked.
  @Test
  void aLineThatIsForgedWithItsCheckIsToldByTheOneBehindIt() throws IOException {
    forge(4, "\"version\":\"0000000000000004\"", "\"version\":\"0000000000000005\"");

    assertFault(4, "line 4 is another than when line 5 was tied to it");
    assertThat(whole().step()).isEqualTo(4);
    assertThat(whole().wrong())
        .isEqualTo("ledger.jsonl:5: it does not carry the hash of the line before");
  }

  @Test
  void theLastLineIsToldByTheReport() throws IOException {
    forge(10, "\"version\":\"000000000000000a\"", "\"version\":\"000000000000000b\"");

    assertThat(audit(Optional.empty()).faults()).isEmpty();
    assertFault(10, "line 10 has another hash than run.json carries: one of both was changed");
    assertThat(whole().wrong())
        .isEqualTo("ledger.jsonl:10: its hash is not the one that run.json carries");
    BookHead later = new BookHead(11, NOTHING);
    assertThat(audit(Optional.of(later)).faults()).as("of a line that a kill has taken").isEmpty();
  }

  @Test
  void aLineThatIsGoneOrOutOfPlaceIsNamed() throws IOException {
    List<String> lines = Files.readAllLines(file);
    List<String> changed = new ArrayList<>(lines);
    changed.remove(3);
    Files.write(file, changed);
    assertFault(4, "line 4 is step 5, expected 4");

    Files.write(file, lines.subList(3, 10));
    assertFault(1, "line 1 is step 4, expected 1");

    Collections.swap(changed = new ArrayList<>(lines), 3, 4);
    Files.write(file, changed);
    assertFault(4, "line 4 is step 5, expected 4");
  }

  @Test
  void aLinkThatIsTakenOutIsNamed() throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    lines.set(4, lines.get(4).replaceFirst(",\"before\":.*", "}"));
    Files.write(file, lines);

    assertFault(5, "line 5 is tied to no line, as those before it are");
  }

  @Test
  void theVersionOfEachStepIsKnown() throws IOException {
    change(4, "0..3", "0..2");

    LedgerAudit audit = audit(Optional.empty());

    assertThat(audit.version(3)).hasValue(3);
    assertThat(audit.version(4)).isEmpty();
    assertThat(audit.version(10)).hasValue(10);
    assertThat(audit.version(11)).isEmpty();
  }

  @Test
  void theHeadIsReadBackFromAReport() {
    RunReport report = Reports.of(RunReport.Status.RUNNING, 0, Optional.of(head));

    assertThat(RunReport.ofJson(report.json()).ledger()).contains(head);
    assertThat(report.json()).extracting("ledger").isEqualTo(head.json());
  }

  private BookHead append(long from, long to) {
    try (Ledger ledger = Ledger.open(file, from, Patience.ofSeconds(0), Fence.ALONE)) {
      for (long step = from + 1; step <= to; step++) {
        ledger.begin(step, step);
        ledger.block(0, 3, "w0");
        ledger.end();
      }
      return ledger.head();
    }
  }

  private LedgerAudit audit(Optional<BookHead> stated) {
    return LedgerAudit.of(file, _ -> 4, stated);
  }

  private JsonLines.Whole whole() {
    return JsonLines.whole(file, 10, JsonLines.Kind.LEDGER, Optional.of(head));
  }

  private void assertFault(long step, String what) {
    assertThat(audit(Optional.of(head)).faults().getFirst())
        .isEqualTo(new LedgerAudit.Fault(step, what));
  }

  private void change(int line, String from, String to) throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    assertThat(lines.get(line - 1)).contains(from);
    lines.set(line - 1, lines.get(line - 1).replace(from, to));
    Files.write(file, lines);
  }

  private void forge(int line, String from, String to) throws IOException {
    change(line, from, to);
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    byte[] bytes = lines.get(line - 1).getBytes(StandardCharsets.US_ASCII);
    new LineCheck().end(bytes, bytes.length - LineCheck.BYTES);
    lines.set(line - 1, new String(Arrays.copyOf(bytes, bytes.length), StandardCharsets.US_ASCII));
    Files.write(file, lines);
  }
}

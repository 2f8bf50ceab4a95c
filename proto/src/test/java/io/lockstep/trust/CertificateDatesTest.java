package io.lockstep.trust;

import static io.lockstep.trust.CertificateDates.State.EARLY;
import static io.lockstep.trust.CertificateDates.State.EXPIRED;
import static io.lockstep.trust.CertificateDates.State.NEAR_ITS_END;
import static io.lockstep.trust.CertificateDates.State.VALID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class CertificateDatesTest {

  private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant UNTIL = Instant.parse("2027-01-01T00:00:00Z");

  @Test
  void theEndIsNearThirtyDaysBefore() {
    CertificateDates dates = new CertificateDates(FROM, UNTIL);

    assertThat(dates.at(FROM.minusSeconds(1))).isEqualTo(EARLY);
    assertThat(dates.at(FROM)).isEqualTo(VALID);
    assertThat(dates.at(UNTIL.minus(Duration.ofDays(30)))).isEqualTo(VALID);
    assertThat(dates.at(UNTIL.minus(Duration.ofDays(30)).plusSeconds(1))).isEqualTo(NEAR_ITS_END);
    assertThat(dates.at(UNTIL)).isEqualTo(NEAR_ITS_END);
    assertThat(dates.at(UNTIL.plusSeconds(1))).isEqualTo(EXPIRED);
  }

  @Test
  void bytesThatAreNoCertificateAreRefused() {
    assertThatThrownBy(() -> CertificateDates.of(new byte[] {1, 2, 3}))
        .isInstanceOf(CertificateException.class);
  }
}

package dev.treecast.webrtc.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SessionTableTest {
    private static final InetAddress HOME = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress CAMPUS = InetAddress.ofLiteral("2001:db8::1");

    private final SessionTable<String> table = table(3, 2);

    private static SessionTable<String> table(int max, int perAddressMax) {
        return new SessionTable<>(new SessionTable.Limits(max, perAddressMax), new SecureRandom());
    }

    @Test
    void shouldFindASessionOnceItOccupiesItsPlace() throws SignalingException {
        SessionTable<String>.Place place = table.take(HOME);
        assertThat(table.find(place.id())).isEmpty();
        assertThat(table.size()).isEqualTo(1);
        place.occupy("session");
        assertThat(table.find(place.id())).contains("session");
        assertThat(table.sessions()).containsExactly("session");
        assertThat(table.find("another")).isEmpty();
        place.release();
        assertThat(table.find(place.id())).isEmpty();
        assertThat(table.sessions()).isEmpty();
        assertThat(table.size()).isZero();
    }

    @Test
    void shouldRefuseMoreThanItHolds() throws SignalingException {
        table.take(HOME);
        table.take(HOME);
        SessionTable<String>.Place last = table.take(CAMPUS);
        assertRefused(503, () -> table.take(CAMPUS));
        last.release();
        table.take(CAMPUS);
        assertRefused(503, () -> table.take(CAMPUS));
    }

    @Test
    void shouldRefuseAnAddressMoreThanItsShare() throws SignalingException {
        SessionTable<String>.Place first = table.take(HOME);
        table.take(HOME);
        assertRefused(429, () -> table.take(HOME));
        table.take(CAMPUS).release();
        first.release();
        table.take(HOME);
        assertRefused(429, () -> table.take(HOME));
        assertThat(table.size()).isEqualTo(2);
    }

    @Test
    void shouldGiveAPlaceBackOnce() throws SignalingException {
        SessionTable<String>.Place first = table.take(HOME);
        table.take(HOME);
        first.release();
        first.release();
        first.release();
        assertThat(table.size()).isEqualTo(1);
        table.take(HOME);
        assertRefused(429, () -> table.take(HOME));
    }

    @Test
    void shouldTakeNobodyOnceClosed() throws SignalingException {
        SessionTable<String>.Place place = table.take(HOME);
        place.occupy("session");
        table.close();
        assertRefused(503, () -> table.take(CAMPUS));
        assertThat(table.find(place.id())).contains("session");
        place.release();
        assertThat(table.size()).isZero();
    }

    @Test
    void shouldMakeIdsThatFitAUrlAndCannotBeGuessed() throws SignalingException {
        SessionTable<String> many = table(1_000, 1_000);
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            String id = many.take(HOME).id();
            assertThat(id).matches("[A-Za-z0-9_-]{22}");
            ids.add(id);
        }
        assertThat(ids).hasSize(1_000);
    }

    private static void assertRefused(int status, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(SignalingException.class, e -> {
            assertThat(e.status()).isEqualTo(status);
            assertThat(e.retryAfter()).isPresent();
            assertThat(e.getMessage()).endsWith(".");
        });
    }
}

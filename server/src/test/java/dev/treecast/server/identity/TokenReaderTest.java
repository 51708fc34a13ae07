package dev.treecast.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.treecast.interaction.bus.Identities;
import dev.treecast.interaction.bus.Identity;
import dev.treecast.interaction.bus.Role;
import io.jsonwebtoken.Jwts;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenReaderTest {
    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");
    private static final String PUBLISH_KEY = "the-publish-key";

    /** RFC 7515 appendix A.1: the key, and a token signed with it that expired in 2011. */
    private static final byte[] RFC7515_KEY = Base64.getUrlDecoder()
            .decode("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow");

    private static final String RFC7515_TOKEN = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
            + ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
            + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    /** RFC 8037 appendix A. */
    private static final String RFC8037_PRIVATE = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A";

    private static final String RFC8037_PUBLIC = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
    private static final String RFC8037_SIGNED = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"
            + ".hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";

    private final TokenKey secret =
            TokenKey.Secret.of("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8));

    @Test
    void shouldReadWhatItMade() throws Exception {
        for (TokenKey key : List.of(secret, privateKey())) {
            String token = make(key, claims("alice", "Alice", Role.VIEWER, Role.CREW));
            Identity identity = reader(key).read("demo", token, "here");
            assertThat(identity).isEqualTo(new Identity("alice", "Alice", Set.of(Role.VIEWER, Role.CREW)));
        }
    }

    @Test
    void shouldReadWithThePublicKeyAlone() throws Exception {
        String token = make(privateKey(), claims("alice", "Alice", Role.VIEWER));
        assertThat(reader(publicKey()).read("demo", token, "here").subject()).isEqualTo("alice");
        assertThatThrownBy(() -> make(publicKey(), claims("a", "A", Role.VIEWER)))
                .hasMessageContaining("needs the private key");
    }

    @Test
    void shouldTakeThePublishKeyForAGameAndItsModerator() throws Exception {
        Identity identity = reader(secret).read("any", PUBLISH_KEY, "here");
        assertThat(identity.roles()).containsExactlyInAnyOrder(Role.GAME, Role.MODERATOR);
        assertThat(identity.subject()).doesNotContain(PUBLISH_KEY);
    }

    @Test
    void shouldVerifyRfc7515sToken() {
        TokenKey key = TokenKey.Secret.of(RFC7515_KEY);
        Instant then = Instant.ofEpochSecond(1300819380 - 60);
        assertRefused(reader(key, then), RFC7515_TOKEN, "names no subject");
        assertRefused(reader(key, NOW), RFC7515_TOKEN, "has expired");
        assertRefused(reader(key, then), RFC7515_TOKEN.replace("dBjf", "dBjg"), "not signed with this server's key");
    }

    @Test
    void shouldVerifyRfc8037sSignatureAndDeriveItsPublicKey() throws Exception {
        TokenKey.EdDsa pair = privateKey();
        assertThat(pair.publicKey()).isEqualTo(publicKey().publicKey());
        byte[] content = pair.verify(Jwts.parser())
                .build()
                .parseSignedContent(RFC8037_SIGNED)
                .getPayload();
        assertThat(new String(content, StandardCharsets.US_ASCII)).isEqualTo("Example of Ed25519 signing");
    }

    @Test
    void shouldTakeNoUnsignedToken() {
        String payload = "{\"sub\":\"alice\",\"exp\":4102444800}";
        assertRefused(reader(secret), encoded("{\"alg\":\"none\"}") + "." + encoded(payload) + ".", "not signed");
        assertRefused(reader(secret), encoded("{\"alg\":\"none\"}") + "." + encoded(payload) + ".AAAA", "");
        assertRefused(reader(secret), encoded("{}") + "." + encoded(payload) + ".AAAA", "");
    }

    /** Who knows the public key must not be able to use it as an HMAC secret. */
    @Test
    void shouldLetTheKeyChooseTheAlgorithm() throws Exception {
        byte[] publicKey = publicKey().publicKey().getEncoded();
        for (byte[] confused : List.of(publicKey, pem("PUBLIC", publicKey).getBytes(StandardCharsets.UTF_8))) {
            String forged = hmacToken(confused, "HS256");
            assertRefused(reader(publicKey()), forged, "not signed with this server's key");
        }
        assertRefused(
                reader(secret),
                make(privateKey(), claims("alice", "A", Role.GAME)),
                "not signed with this server's key");
        byte[] long512 = new byte[64];
        String hs512 = Jwts.builder()
                .subject("alice")
                .expiration(Date.from(NOW.plusSeconds(60)))
                .signWith(new javax.crypto.spec.SecretKeySpec(long512, "HmacSHA512"), Jwts.SIG.HS512)
                .compact();
        assertRefused(reader(TokenKey.Secret.of(long512)), hs512, "not signed with this server's key");
    }

    @Test
    void shouldRefuseTokensOfOtherKeys() throws Exception {
        TokenKey other = TokenKey.Secret.of(new byte[32]);
        assertRefused(
                reader(secret), make(other, claims("alice", "A", Role.VIEWER)), "not signed with this server's key");
    }

    @Test
    void shouldRefuseExpiredTokens() throws Exception {
        String token = make(secret, claims("alice", "A", Role.VIEWER));
        reader(secret, NOW.plusSeconds(3600 + 29)).read("demo", token, "here");
        assertRefused(reader(secret, NOW.plusSeconds(3600 + 31)), token, "has expired");
        String endless = Jwts.builder()
                .subject("alice")
                .signWith(((TokenKey.Secret) secret).key(), Jwts.SIG.HS256)
                .compact();
        assertRefused(reader(secret), endless, "no time of expiry");
    }

    @Test
    void shouldRefuseTokensForOtherStreams() throws Exception {
        TokenClaims scoped = new TokenClaims("alice", "A", Set.of(Role.VIEWER), Optional.of("demo"));
        String token = new TokenMaker(secret).make(scoped, NOW, Duration.ofHours(1));
        assertThat(reader(secret).read("demo", token, "here").subject()).isEqualTo("alice");
        assertThatThrownBy(() -> reader(secret).read("other", token, "here"))
                .isInstanceOf(Identities.Unauthorized.class)
                .hasMessageContaining("for another stream");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "wrong-key", "a.b.c", "..", "eyJhbGciOiJIUzI1NiJ9..", "\u0000", "eyJhbGciOiJIUzI1NiJ9.e30.!"
            })
    void shouldRefuseWhatIsNoToken(String token) {
        assertRefused(reader(secret), token, "");
    }

    @Test
    void shouldRefuseOverlongTokens() {
        assertRefused(reader(secret), "a".repeat(5_000), "longer than 4096");
    }

    @Test
    void shouldHoldClaimsToTheirShapes() {
        assertRefused(reader(secret), signed("{\"exp\":4102444800}"), "names no subject");
        assertRefused(reader(secret), signed("{\"sub\":\"a b\",\"exp\":4102444800}"), "A subject has");
        assertRefused(
                reader(secret), signed("{\"sub\":\"a\",\"name\":\"\\u202Eevil\",\"exp\":4102444800}"), "A name has");
        assertRefused(reader(secret), signed("{\"sub\":\"a\",\"name\":5,\"exp\":4102444800}"), "must be a text");
        assertRefused(
                reader(secret), signed("{\"sub\":\"a\",\"roles\":\"game\",\"exp\":4102444800}"), "must be a list");
        assertRefused(
                reader(secret), signed("{\"sub\":\"a\",\"roles\":[\"king\"],\"exp\":4102444800}"), "no role 'king'");
        assertRefused(reader(secret), signed("{\"sub\":\"a\",\"roles\":[],\"exp\":4102444800}"), "one role at least");
    }

    @Test
    void shouldTakeWhoNamesNoRoleForAViewer() throws Exception {
        Identity identity = reader(secret).read("demo", signed("{\"sub\":\"auth0|5f7c\",\"exp\":4102444800}"), "here");
        assertThat(identity).isEqualTo(new Identity("auth0|5f7c", "auth0|5f7c", Set.of(Role.VIEWER)));
    }

    private static TokenClaims claims(String subject, String name, Role... roles) {
        return new TokenClaims(subject, name, Set.of(roles), Optional.empty());
    }

    private static String make(TokenKey key, TokenClaims claims) throws Exception {
        return new TokenMaker(key).make(claims, NOW, Duration.ofHours(1));
    }

    private static TokenReader reader(TokenKey key) {
        return reader(key, NOW);
    }

    private static TokenReader reader(TokenKey key, Instant now) {
        return new TokenReader(key, PUBLISH_KEY, Clock.fixed(now, ZoneOffset.UTC));
    }

    private static void assertRefused(TokenReader reader, String token, String why) {
        assertThatThrownBy(() -> reader.read("demo", token, "here"))
                .isInstanceOf(Identities.Unauthorized.class)
                .hasMessageContaining(why);
    }

    private String signed(String claims) {
        return Jwts.builder()
                .content(claims.getBytes(StandardCharsets.UTF_8))
                .signWith(((TokenKey.Secret) secret).key(), Jwts.SIG.HS256)
                .compact();
    }

    private static String hmacToken(byte[] key, String algorithm) throws Exception {
        String signing =
                encoded("{\"alg\":\"" + algorithm + "\"}") + "." + encoded("{\"sub\":\"mallory\",\"exp\":4102444800}");
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new javax.crypto.spec.SecretKeySpec(key, "HmacSHA256"));
        return signing + "."
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(mac.doFinal(signing.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String encoded(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    static TokenKey.EdDsa privateKey() throws Exception {
        byte[] der = HexFormat.of()
                .parseHex("302e020100300506032b657004220420" + HexFormat.of().formatHex(raw(RFC8037_PRIVATE)));
        return Ed25519Pem.read(pem("PRIVATE", der), "test");
    }

    private static TokenKey.EdDsa publicKey() throws Exception {
        byte[] der = HexFormat.of()
                .parseHex("302a300506032b6570032100" + HexFormat.of().formatHex(raw(RFC8037_PUBLIC)));
        return Ed25519Pem.read(pem("PUBLIC", der), "test");
    }

    private static byte[] raw(String base64url) {
        return Base64.getUrlDecoder().decode(base64url);
    }

    static String pem(String kind, byte[] der) {
        return "-----BEGIN " + kind + " KEY-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + kind
                + " KEY-----\n";
    }
}

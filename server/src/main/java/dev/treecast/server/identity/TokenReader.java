package dev.treecast.server.identity;

import dev.treecast.interaction.bus.Identities;
import dev.treecast.interaction.bus.Identity;
import dev.treecast.interaction.bus.Role;
import io.jsonwebtoken.Claims;
import io.jsonwebtoken.ExpiredJwtException;
import io.jsonwebtoken.JwtException;
import io.jsonwebtoken.JwtParser;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.MalformedJwtException;
import io.jsonwebtoken.PrematureJwtException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads tokens (JWT, RFC 7519), and the publish key, which stands for a game and its moderator. A token counts when it is signed with the server's key and
 * algorithm (RFC 8725), has not expired, and is for this stream.
 */
public final class TokenReader implements Identities {
    /** Ours have 300 characters; identity providers add claims of their own. */
    private static final int TOKEN_CHARACTERS_MAX = 4_096;

    /** Clocks of those who make tokens and those who read them differ by seconds. */
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);

    private final TokenKey key;
    private final Clock clock;
    private final byte[] publishKeyDigest;
    private final Identity publisher;
    private @Nullable JwtParser parser;

    public TokenReader(TokenKey key, String publishKey, Clock clock) {
        this.key = key;
        this.clock = clock;
        this.publishKeyDigest = digest(publishKey);
        this.publisher = new Identity(
                "publisher-" + HexFormat.of().formatHex(publishKeyDigest, 0, 8),
                "Publisher",
                EnumSet.of(Role.GAME, Role.MODERATOR));
    }

    @Override
    public Identity read(String stream, String token, String address) throws Unauthorized {
        if (MessageDigest.isEqual(digest(token), publishKeyDigest)) {
            return publisher;
        }
        if (token.length() > TOKEN_CHARACTERS_MAX) {
            throw new Unauthorized("The token is longer than " + TOKEN_CHARACTERS_MAX + " characters.");
        }
        Claims claims = verified(token);
        if (claims.getExpiration() == null) {
            throw new Unauthorized("The token has no time of expiry (exp).");
        }
        TokenClaims said = claims(claims);
        if (said.stream().isPresent() && !said.stream().get().equals(stream)) {
            throw new Unauthorized("The token is for another stream.");
        }
        return new Identity(said.subject(), said.name(), said.roles());
    }

    private Claims verified(String token) throws Unauthorized {
        try {
            return parser().parseSignedClaims(token).getPayload();
        } catch (ExpiredJwtException e) {
            throw new Unauthorized("The token has expired; get a new one.");
        } catch (PrematureJwtException e) {
            throw new Unauthorized("The token is not valid yet.");
        } catch (MalformedJwtException e) {
            throw new Unauthorized("This is neither the publish key nor a token.");
        } catch (JwtException | IllegalArgumentException e) {
            throw new Unauthorized("The token is not signed with this server's key.");
        }
    }

    private static TokenClaims claims(Claims claims) throws Unauthorized {
        try {
            String subject = text(claims, "sub");
            if (subject == null) {
                throw new Unauthorized("The token names no subject (sub).");
            }
            String name = text(claims, "name");
            return new TokenClaims(
                    subject, name == null ? subject : name, roles(claims), Optional.ofNullable(text(claims, "stream")));
        } catch (IllegalArgumentException e) {
            throw new Unauthorized("The token does not fit. " + e.getMessage());
        }
    }

    private static @Nullable String text(Claims claims, String name) {
        Object value = claims.get(name);
        if (value != null && !(value instanceof String)) {
            throw new IllegalArgumentException("Its claim '" + name + "' must be a text.");
        }
        return (String) value;
    }

    /** Who names nobody's roles is a viewer. */
    private static Set<Role> roles(Claims claims) {
        Object value = claims.get("roles");
        if (value == null) {
            return EnumSet.of(Role.VIEWER);
        }
        if (!(value instanceof List<?> names)) {
            throw new IllegalArgumentException("Its claim 'roles' must be a list of texts.");
        }
        Set<Role> roles = EnumSet.noneOf(Role.class);
        names.forEach(name -> roles.add(TokenClaims.role(String.valueOf(name))));
        return roles;
    }

    /** Made when the first token comes: loading the library would cost the start a tenth of a second. Called on the bus's thread only. */
    private JwtParser parser() {
        JwtParser made = parser;
        if (made == null) {
            made = key.verify(Jwts.parser())
                    .clock(() -> Date.from(clock.instant()))
                    .clockSkewSeconds(CLOCK_SKEW.toSeconds())
                    .build();
            parser = made;
        }
        return made;
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

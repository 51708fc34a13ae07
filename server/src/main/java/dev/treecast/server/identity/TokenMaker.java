package dev.treecast.server.identity;

import dev.treecast.interaction.bus.Role;
import dev.treecast.server.config.ConfigurationException;
import io.jsonwebtoken.JwtBuilder;
import io.jsonwebtoken.Jwts;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

/** Makes tokens: a JWT (RFC 7519) with {@code sub}, {@code name}, {@code roles}, {@code stream}, {@code iat} and {@code exp}. */
public final class TokenMaker {
    private final TokenKey key;

    public TokenMaker(TokenKey key) {
        this.key = key;
    }

    /** @throws ConfigurationException when the key is a public one, which reads tokens only */
    public String make(TokenClaims claims, Instant now, Duration validFor) throws ConfigurationException {
        JwtBuilder token = Jwts.builder()
                .subject(claims.subject())
                .claim("name", claims.name())
                .claim("roles", claims.roles().stream().sorted().map(Role::text).toList())
                .issuedAt(Date.from(now))
                .expiration(Date.from(now.plus(validFor)));
        claims.stream().ifPresent(stream -> token.claim("stream", stream));
        return switch (key) {
            case TokenKey.Secret secret ->
                token.signWith(secret.key(), Jwts.SIG.HS256).compact();
            case TokenKey.EdDsa pair -> {
                PrivateKey own = pair.privateKey()
                        .orElseThrow(() -> new ConfigurationException("--token-key is a public key, which reads tokens;"
                                + " making one needs the private key."));
                yield token.signWith(own, Jwts.SIG.EdDSA).compact();
            }
        };
    }
}

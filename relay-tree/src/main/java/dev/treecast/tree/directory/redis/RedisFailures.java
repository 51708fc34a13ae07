package dev.treecast.tree.directory.redis;

import dev.treecast.tree.directory.StoreException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Puts what went wrong with Redis into a sentence that says what to do. */
final class RedisFailures {
    private static final int CAUSES_MAX = 32;

    private final RedisUrl url;
    private final Optional<Path> ca;

    RedisFailures(RedisUrl url, Optional<Path> ca) {
        this.url = url;
        this.ca = ca;
    }

    StoreException explain(Throwable failure) {
        Throwable bare = failure;
        while (bare instanceof CompletionException && bare.getCause() != null) {
            bare = bare.getCause();
        }
        return bare instanceof StoreException told ? told : new StoreException(sentence(bare), bare);
    }

    /** Whether Redis answered, in the way that it answers, and will do so for the next command on this connection. */
    static boolean isAnswer(Throwable failure) {
        return causes(failure).stream()
                .filter(RedisCommandExecutionException.class::isInstance)
                .map(RedisFailures::message)
                // The master has become a replica, or wants to know who this is: both are asked when connecting.
                .anyMatch(text -> !text.contains("READONLY ") && !text.startsWith("NOAUTH "));
    }

    private static String message(Throwable failure) {
        return String.valueOf(failure.getMessage());
    }

    private String sentence(Throwable failure) {
        List<Throwable> causes = causes(failure);
        return first(causes, RedisCommandExecutionException.class)
                .map(answer -> answered(message(answer)))
                .or(() -> ca.filter(file -> !isReadable(file))
                        .map(file -> "there is no certificate in " + file
                                + " (--redis-ca): the CA of Redis belongs there, PEM"))
                .or(() -> tls(causes))
                .orElseGet(() -> unreachable(causes));
    }

    private String answered(String answer) {
        String redis = "Redis at " + url.where();
        if (answer.startsWith("WRONGPASS ") || answer.startsWith("ERR invalid password")) {
            return redis
                    + " refuses the user or the password of the URL (--redis): put right what is there, with characters other than"
                    + " letters and digits as %XX, or the ACL of Redis. It said: " + answer;
        }
        if (answer.startsWith("NOAUTH ")) {
            return redis + " wants a user and a password: redis://user:password@host (--redis)"
                    + (url.kind() == RedisUrl.Kind.SENTINEL
                            ? "; Sentinels that want one have it behind: /0?sentinelPassword=password#mymaster"
                            : "")
                    + ". It said: " + answer;
        }
        if (answer.contains("NOPERM") || answer.contains("user executing the script")) {
            return redis
                    + " does not let this user do what a node needs; the right ACL line is in docs/operating.md. It said: "
                    + answer;
        }
        if (answer.contains("READONLY ")) {
            return redis
                    + " is a replica, which takes nothing new: name the master (--redis), or its Sentinels with redis-sentinel://. It said: "
                    + answer;
        }
        if (answer.startsWith("MOVED ") || answer.startsWith("CROSSSLOT ")) {
            return redis + " is a Redis Cluster: name it as redis-cluster:// or rediss-cluster:// (--redis). It said: "
                    + answer;
        }
        if (answer.contains("cluster support disabled")) {
            return redis + " is no Redis Cluster: name it as redis:// or rediss:// (--redis). It said: " + answer;
        }
        if (answer.startsWith("CLUSTERDOWN ")) {
            return "the Redis Cluster at " + url.where() + " is not whole, look at CLUSTER INFO. It said: " + answer;
        }
        return redis + " said: " + answer;
    }

    private static boolean isReadable(Path file) {
        try (InputStream pem = Files.newInputStream(file)) {
            return !CertificateFactory.getInstance("X.509")
                    .generateCertificates(pem)
                    .isEmpty();
        } catch (IOException | CertificateException unreadable) {
            return false;
        }
    }

    private Optional<String> tls(List<Throwable> causes) {
        String redis = "Redis at " + url.where();
        // Netty's: it waited in vain, or what came is no TLS.
        if (causes.stream()
                .filter(SSLException.class::isInstance)
                .map(RedisFailures::message)
                .anyMatch(text -> text.contains("timed out") || text.contains("not an SSL/TLS record"))) {
            return Optional.of(redis
                    + " does not answer, or does not speak TLS on this port: name the one in its tls-port, or leave TLS out"
                    + " (--redis redis://…)");
        }
        if (first(causes, CertificateExpiredException.class).isPresent()) {
            return Optional.of(redis + " has a certificate that has expired, or whose CA has: renew it");
        }
        if (first(causes, CertPathBuilderException.class).isPresent()
                || first(causes, CertPathValidatorException.class).isPresent()) {
            return Optional.of(redis
                    + " has a certificate of a CA that is not trusted here: name the CA's file (--redis-ca FILE, PEM)");
        }
        Optional<CertificateException> certificate = first(causes, CertificateException.class);
        if (certificate.isPresent()) {
            return Optional.of(redis
                    + " has a certificate that is not taken: the host's name or address in the URL (--redis) must be among its"
                    + " subject alternative names. " + message(certificate.get()));
        }
        return first(causes, SSLException.class)
                .map(broken -> redis
                        + " broke the TLS handshake off; a Redis that wants clients' certificates needs tls-auth-clients no. It said: "
                        + message(broken));
    }

    private String unreachable(List<Throwable> causes) {
        if (first(causes, UnknownHostException.class).isPresent()) {
            return "no address is known for Redis at " + url.where() + ": look at the name (--redis) and at DNS";
        }
        if (causes.stream().anyMatch(each -> message(each).startsWith("Cannot connect to a Redis Sentinel"))) {
            return "no Sentinel at " + url.where() + " can be reached: " + message(causes.getLast());
        }
        Throwable last = causes.getLast();
        String of = url.kind() == RedisUrl.Kind.SENTINEL
                ? "the master '" + url.master() + "' of the Sentinels at " + url.where()
                : "Redis at " + url.where();
        if (first(causes, RedisCommandTimeoutException.class).isPresent()
                || first(causes, TimeoutException.class).isPresent()) {
            return of + " does not answer within " + RedisClients.TIMEOUT.toSeconds() + " s"
                    + (url.isTls() ? ", or does not speak TLS on this port" : "");
        }
        if (first(causes, ConnectException.class).isPresent()) {
            return of + " cannot be reached: " + message(last);
        }
        // Ended while connecting, as a port for TLS does with what is none.
        boolean hungUp =
                !url.isTls() && first(causes, RedisConnectionException.class).isPresent();
        return of + " is away" + (hungUp ? " (a port for TLS needs rediss://)" : "") + ": " + message(last);
    }

    private static <T extends Throwable> Optional<T> first(List<Throwable> causes, Class<T> type) {
        return causes.stream().filter(type::isInstance).map(type::cast).findFirst();
    }

    /** A failure, its causes, and what was suppressed on the way: a Redis Cluster's nodes are each in one of these. The failure's own causes come first. */
    private static List<Throwable> causes(Throwable failure) {
        List<Throwable> all = new ArrayList<>();
        collect(failure, all);
        for (Throwable each : List.copyOf(all)) {
            for (Throwable suppressed : each.getSuppressed()) {
                collect(suppressed, all);
            }
        }
        return all;
    }

    private static void collect(@Nullable Throwable failure, List<Throwable> all) {
        for (Throwable each = failure;
                each != null && all.size() < CAUSES_MAX && !all.contains(each);
                each = each.getCause()) {
            all.add(each);
        }
    }
}

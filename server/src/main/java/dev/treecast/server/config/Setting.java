package dev.treecast.server.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Everything an operator can set, once: the name is the key in the YAML file, {@code --name} the flag and {@code TREECAST_NAME} (upper
 * case, underscores) the environment variable. Help texts, the environment and the file are all read off this table.
 */
public enum Setting {
    HTTP(
            "http",
            "HOST:PORT",
            "Where HTTP listens: pages, WHIP, WHEP, state. Port 0 takes any free one.",
            "0.0.0.0:8080"),
    MEDIA(
            "media",
            "HOST:PORT",
            "Where media listens: UDP, one port per event loop counting up from this one.",
            "0.0.0.0:7000"),
    PUBLIC_ADDRESS(
            "public-address",
            "IP[,IP]",
            "The addresses to offer to browsers, when they differ from the machine's own (NAT, cloud).",
            "the machine's addresses"),
    MEDIA_LOOPS(
            "media-loops",
            "COUNT",
            "Event loops for media, each with a thread, a UDP port and its own viewers.",
            "one per core"),
    PACING(
            "pacing",
            "staggered|burst",
            "How frames leave: in pieces, viewers taking turns, which loses less on shallow buffers; or whole,"
                    + " at once, which is 1 to 2 ms faster and a little cheaper.",
            "staggered"),
    AUDIO_REDUNDANCY(
            "audio-redundancy",
            "on|off",
            "Whether each packet of sound carries the one before as well, for browsers that take that: one lost packet is not"
                    + " heard then, for twice the sound's bitrate.",
            "on"),
    PUBLISH_KEY(
            "publish-key",
            "KEY",
            "The key that lets a streamer publish.",
            "made at the first start, kept in the data folder"),
    TOKEN_KEY(
            "token-key",
            "FILE",
            "What viewers' and games' tokens are signed with: an Ed25519 key, PEM (a public one reads tokens only), or a secret of 32"
                    + " bytes or more.",
            "a secret made at the first start, kept in the data folder"),
    TEXT_WORDS(
            "text-words",
            "FILE",
            "Words and phrases that viewers' texts may not have, one a line. Read again when it changes.",
            "none"),
    TEXT_WORDS_ACTION(
            "text-words-action",
            "refuse|asterisks",
            "What becomes of a text that has one: it is refused, or asterisks take the word's place.",
            "refuse"),
    TEXT_HOOK("text-hook", "URL", "An address that is asked, by POST, whether a viewer's text may pass.", "none"),
    DATA("data", "DIR", "The data folder.", "~/.treecast"),
    TLS_CERT("tls-cert", "FILE", "HTTPS: the certificate chain, PEM. Read again when it changes.", "plain HTTP"),
    TLS_KEY("tls-key", "FILE", "HTTPS: the private key, PEM. Read again when it changes.", "plain HTTP"),
    ICE_SERVER(
            "ice-server",
            "URL[,USER,PASSWORD]",
            "A STUN or TURN server to tell clients about. May be repeated.",
            "none: the server has public ports itself"),
    MAX_SESSIONS("max-sessions", "COUNT", "The most viewers at one time.", "20000"),
    MAX_SESSIONS_PER_ADDRESS(
            "max-sessions-per-address",
            "COUNT",
            "The most viewers at one time from one address; a stadium may sit behind one.",
            "5000"),
    MAX_WEBSOCKETS(
            "max-websockets",
            "COUNT",
            "The most interaction WebSockets at one time: games, and viewers whose UDP is blocked.",
            "5000"),
    MAX_WEBSOCKETS_PER_ADDRESS(
            "max-websockets-per-address",
            "COUNT",
            "The most interaction WebSockets at one time from one address.",
            "1000"),
    NODE_ID(
            "node-id",
            "ID",
            "Makes this process a node of a cluster, under this name; ID.pem in the folder --pki is its certificate.",
            "one process with every role"),
    PKI(
            "pki",
            "DIR",
            "Where ca.pem and the node's certificate are (treecast pki makes them). Nodes need --node-id.",
            "pki in the data folder"),
    ROLE("role", "ROLE[,ROLE]", "What the node does: ingest, relay, edge.", "all that its certificate allows"),
    REGION("region", "NAME", "Where the node stands: streams cross between regions once.", "default"),
    REDIS(
            "redis",
            "URL",
            "Where the cluster's nodes find each other: redis://user:password@host:port, redis-sentinel://host,host/0#master or"
                    + " redis-cluster://host,host; over TLS with rediss.",
            "none: --parent says where streams come from"),
    REDIS_CA("redis-ca", "FILE", "The CA of Redis's certificate, PEM, for rediss.", "the CAs that the JDK trusts"),
    PARENT(
            "parent",
            "ID@HOST:PORT[,…]",
            "Nodes to take streams from, and where their media listens, the best first; a tree without Redis.",
            "chosen by the directory in Redis"),
    NODE_URL(
            "node-url",
            "URL",
            "Where browsers reach this node's pages, so that other nodes can send players and streamers here.",
            "nobody is sent here"),
    NODE_CHILDREN(
            "node-children",
            "COUNT",
            "The most streams that the node sends to other nodes, each receiver counted.",
            "200"),
    KEY_ROTATION(
            "key-rotation",
            "SECONDS",
            "The least time between two changes of a stream's keys because edges stopped watching.",
            "30");

    private final String key;
    private final String label;
    private final String description;
    private final String shownDefault;

    Setting(String key, String label, String description, String shownDefault) {
        this.key = key;
        this.label = label;
        this.description = description;
        this.shownDefault = shownDefault;
    }

    /** The key in the YAML file. */
    public String key() {
        return key;
    }

    public String flag() {
        return "--" + key;
    }

    public String environmentVariable() {
        return "TREECAST_" + key.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** What stands for the value in help texts. */
    public String label() {
        return label;
    }

    public String description() {
        return description;
    }

    /** The default in words, for help texts; {@link ServerOptions} has the value. */
    public String shownDefault() {
        return shownDefault;
    }

    /** May hold more than one value: comma-separated addresses, a repeated flag, a list in the file. */
    public boolean isList() {
        return this == PUBLIC_ADDRESS || this == ICE_SERVER || this == PARENT || this == ROLE;
    }

    static Optional<Setting> ofKey(String key) {
        return Arrays.stream(values()).filter(s -> s.key.equals(key)).findFirst();
    }
}

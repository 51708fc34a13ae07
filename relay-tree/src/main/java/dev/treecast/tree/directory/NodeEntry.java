package dev.treecast.tree.directory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.treecast.tree.membership.NodeRecord;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;

/**
 * What a node says of itself.
 *
 * @param node identity, roles, region and load
 * @param addresses for media, {@code address:port}, at most 8; literal addresses only, since nobody may wait for a name
 * @param url base URL where players are sent, or empty
 * @param viewers how many watch here, by stream
 * @param carries streams it serves to children, with their depth
 * @param report JSON for a dashboard, at most 64 Ki characters, or empty
 */
public record NodeEntry(
        NodeRecord node,
        List<String> addresses,
        String url,
        Map<String, Integer> viewers,
        Map<String, Integer> carries,
        String report) {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private static final int ADDRESSES_MAX = 8;
    private static final int URL_LENGTH_MAX = 512;
    private static final int REPORT_LENGTH_MAX = 65_536;

    /** @throws IllegalArgumentException when something is too long or no literal address */
    public NodeEntry {
        addresses = List.copyOf(addresses);
        viewers = Map.copyOf(viewers);
        carries = Map.copyOf(carries);
        if (addresses.size() > ADDRESSES_MAX || url.length() > URL_LENGTH_MAX || report.length() > REPORT_LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "a node's entry has at most 8 addresses, a URL of 512 and a report of 65,536 characters");
        }
        addresses.forEach(NodeEntry::parse);
    }

    /** Where its media sockets are. */
    public List<InetSocketAddress> socketAddresses() {
        return addresses.stream().map(NodeEntry::parse).toList();
    }

    NodeEntry withCarries(Map<String, Integer> all) {
        return new NodeEntry(node, addresses, url, viewers, all, report);
    }

    String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws IllegalArgumentException when it is none */
    static NodeEntry ofJson(String json) {
        try {
            return JSON.readValue(json, NodeEntry.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a node's entry", e);
        }
    }

    static InetSocketAddress parse(String address) {
        int colon = address.lastIndexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException(address + " is not address:port");
        }
        return new InetSocketAddress(
                InetAddress.ofLiteral(address.substring(0, colon)), Integer.parseInt(address.substring(colon + 1)));
    }
}

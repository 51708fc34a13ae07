package dev.treecast.webrtc.sdp;

/** An attribute we do not act on, kept as it came. */
public record OtherAttribute(String attributeName, String attributeValue) implements Attribute {}

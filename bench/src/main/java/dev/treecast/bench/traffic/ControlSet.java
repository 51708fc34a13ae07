package dev.treecast.bench.traffic;

/**
 * 200 controls that a game shows, and what it says that it can take. A stage of so many is many small ones: mostly buttons, which cost some ten bytes a tick;
 * fewer sticks and pads, which cost four times that, for their means, deviations and directions. Nothing but sticks is the most expensive set there is, short
 * of asking for samples.
 */
public enum ControlSet {
    /** What many small controls look like. */
    MIXED("120 buttons, 60 joysticks, 20 pads", 120, 60, 20, "", 0),
    /** The most expensive set of aggregated controls. */
    JOYSTICKS("200 joysticks", 0, 200, 0, "", 0),
    /** More than the goal allows, if it were not for the budget that the game has declared: the goal itself. */
    SAMPLED(
            "200 joysticks with 4 samples each, budget 187,500 B/s",
            0,
            200,
            0,
            ",\"merge\":\"sample\",\"samples\":4",
            TrafficResult.GOAL_BYTES_PER_SECOND);

    private static final String JOYSTICK = "joystick";

    private final String description;
    private final int buttons;
    private final int joysticks;
    private final int pads;
    private final String members;
    private final long budgetBytes;

    ControlSet(String description, int buttons, int joysticks, int pads, String members, long budgetBytes) {
        this.description = description;
        this.buttons = buttons;
        this.joysticks = joysticks;
        this.pads = pads;
        this.members = members;
        this.budgetBytes = budgetBytes;
    }

    String description() {
        return description;
    }

    int buttons() {
        return buttons;
    }

    int sticks() {
        return joysticks + pads;
    }

    int size() {
        return buttons + sticks();
    }

    /** The id of a control; buttons come first. */
    static String id(int index) {
        return "c" + index;
    }

    private String kind(int index) {
        return index < buttons ? "button" : index < buttons + joysticks ? JOYSTICK : "pad";
    }

    /** The game's greeting. */
    String hello(String token) {
        String budget = budgetBytes == 0
                ? ""
                : ",\"budget\":{\"messagesPerSecond\":1000,\"bytesPerSecond\":" + budgetBytes + "}";
        return "{\"type\":\"hello\",\"version\":1,\"role\":\"game\",\"token\":\"" + token + "\"" + budget + "}";
    }

    /** The game's patch that shows them, in the default scene. */
    String patch() {
        StringBuilder controls = new StringBuilder(8_192);
        for (int i = 0; i < size(); i++) {
            controls.append(i == 0 ? "" : ",")
                    .append("\"" + id(i) + "\":{\"kind\":\"" + kind(i) + "\"")
                    .append(members)
                    .append('}');
        }
        return "{\"type\":\"patch\",\"id\":1,\"ops\":{\"scenes\":{\"default\":{\"controls\":{" + controls + "}}}}}";
    }
}

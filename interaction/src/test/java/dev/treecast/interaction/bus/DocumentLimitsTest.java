package dev.treecast.interaction.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a game may put into a document. */
class DocumentLimitsTest {
    private final Stage stage = new Stage();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'kind':'dance'} | kind",
                "{'kind':'button','cost':1.5} | cost",
                "{'kind':'button','holdMs':300001} | holdMs",
                "{'kind':'button','cooldownMs':3600001} | cooldownMs",
                "{'kind':'button','cooldownPer':'planet'} | cooldownPer",
                "{'kind':'button','samples':17} | samples",
                "{'kind':'button','samples':0} | samples",
                "{'kind':'button','cost':1000000001} | cost",
                "{'kind':'label','label':'L201'} | label",
                "{'kind':'label','text':'L501'} | text",
                "{'kind':'poll','options':['L101','b']} | options/0",
                "{'kind':'poll','options':['0','1','2','3','4','5','6','7','8','9','10','11','12','13','14','15','16','17','18','19','20','21','22','23','24','25','26','27','28','29','30','31','32']} | options",
                "{'kind':'poll','options':['a','b'],'everyMs':3600001} | everyMs",
                "{'kind':'button','options':['a','b']} | options",
                "{'kind':'joystick','deadmanMs':49} | deadmanMs",
                "{'kind':'joystick','deadmanMs':10001} | deadmanMs",
                "{'kind':'joystick','key':'KeyQ'} | key",
                "{'kind':'poll'} | options",
                "{'kind':'poll','options':['a']} | options",
                "{'kind':'poll','options':['a','b'],'everyMs':999} | everyMs",
                "{'kind':'poll','options':['a','b'],'graceMs':5001} | graceMs",
                "{'kind':'textbox','lengthMax':501} | lengthMax",
                "{'kind':'textbox','merge':'aggregate'} | merge",
                "{'kind':'label','layout':{'small':{'x':29,'y':0,'w':2,'h':1}}} | layout/small/w",
                "{'kind':'button','gamepad':'up'} | gamepad",
            })
    void shouldRefuseControlsThatDoNotFit(String control, String path) {
        Stage.Box game = stage.game("");
        game.say("{'type':'patch','id':1,'ops':{'scenes':{'default':{'controls':{'x':" + lengthened(control) + "}}}}}");
        assertThat(game.lastErrorCode()).isEqualTo("invalid");
        assertThat(game.last("error").path("path").asText()).isEqualTo("scenes/default/controls/x/" + path);
    }

    private static String many(int count, String each) {
        return IntStream.range(0, count).mapToObj(each::formatted).collect(Collectors.joining(","));
    }

    private Stage.Box patched(String ops) {
        Stage.Box game = stage.game("");
        game.say("{'type':'patch','id':1,'ops':" + ops + "}");
        return game;
    }

    private void taken(String ops) {
        assertThat(patched(ops).all("error")).isEmpty();
    }

    private void refused(String ops, String code, String path) {
        Stage.Box game = patched(ops);
        assertThat(game.lastErrorCode()).isEqualTo(code);
        assertThat(game.last("error").path("path").asText()).isEqualTo(path);
    }

    @Test
    void shouldTake64Scenes() {
        // One is there from the start.
        taken("{'scenes':{" + many(63, "'s%d':{}") + "}}");
        refused("{'scenes':{'more':{}}}", "limit", "scenes");
    }

    @Test
    void shouldTake256ControlsAScene() {
        taken("{'scenes':{'default':{'controls':{" + many(256, "'c%d':{'kind':'label'}") + "}}}}");
        refused("{'scenes':{'default':{'controls':{'more':{'kind':'label'}}}}}", "limit", "scenes/default/controls");
    }

    @Test
    void shouldTake1024Groups() {
        taken("{'groups':{" + many(1_023, "'g%d':{'scene':'default'}") + "}}");
        refused("{'groups':{'more':{'scene':'default'}}}", "limit", "groups");
    }

    @Test
    void shouldTakeADocumentOf2MiB() {
        Stage.Box game = stage.game("");
        int most = 2 * 1024 * 1024;
        for (int i = 0; i < 34; i++) {
            game.say("{'type':'patch','id':1,'ops':{'world':{'w%02d':'".formatted(i) + "x".repeat(60_000) + "'}}}");
        }
        assertThat(game.all("error")).isEmpty();
        game.say("{'type':'patch','id':1,'ops':{'world':{'last':''}}}");
        long bytes = stage.game("").last("snapshot").path("document").toString().length();
        String rest = "x".repeat((int) (most - bytes));
        Stage.Box next = stage.game("");
        next.say("{'type':'patch','id':1,'ops':{'world':{'last':'" + rest + "x'}}}");
        assertThat(next.lastErrorCode()).isEqualTo("limit");
        next.say("{'type':'patch','id':2,'ops':{'world':{'last':'" + rest + "'}}}");
        assertThat(next.last("reply").path("id").asInt()).isEqualTo(2);
    }

    @Test
    void shouldKeepTheDefaultSceneAndGroup() {
        refused("{'scenes':{'default':null}}", "invalid", "scenes/default");
        refused("{'groups':{'default':null}}", "invalid", "groups/default");
    }

    @Test
    void shouldTakeNamesOf64Characters() {
        String longest = "n".repeat(64);
        taken("{'scenes':{'" + longest + "':{}},'groups':{'" + longest + "':{'scene':'" + longest + "'}}}");
        refused("{'scenes':{'n" + longest + "':{}}}", "invalid", "scenes/n" + longest);
        refused("{'scenes':{'a b':{}}}", "invalid", "scenes/a b");
    }

    @Test
    void shouldTakeDataOf4KiB() {
        String data = "{'scenes':{'default':{'controls':{'x':{'kind':'label','data':'";
        taken(data + "x".repeat(4_094) + "'}}}}}");
        refused(data + "x".repeat(4_095) + "'}}}}}", "invalid", "scenes/default/controls/x/data");
    }

    /** The longest of each text, and the most of each number, are taken. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'kind':'label','label':'L200','text':'L500'}",
                "{'kind':'poll','options':['L100','b'],'everyMs':3600000,'graceMs':5000}",
                "{'kind':'poll','options':['a','b'],'everyMs':1000,'graceMs':0}",
                "{'kind':'button','merge':'sample','samples':16,'cost':1000000000,'holdMs':300000,'cooldownMs':3600000}",
                "{'kind':'joystick','deadmanMs':50}",
                "{'kind':'pad','deadmanMs':10000}",
                "{'kind':'textbox','lengthMax':500}",
                "{'kind':'label','layout':{'large':{'x':0,'y':0,'w':80,'h':45},'medium':{'x':0,'y':0,'w':45,'h':25},'small':{'x':0,'y':0,'w':30,'h':40}}}",
            })
    void shouldTakeControlsAtTheirBounds(String control) {
        taken("{'scenes':{'default':{'controls':{'x':" + lengthened(control) + "}}}}");
    }

    /** {@code L200} is a text of 200 characters, none of which is in ASCII. */
    private static String lengthened(String control) {
        return Pattern.compile("L([0-9]+)")
                .matcher(control)
                .replaceAll(length -> "é".repeat(Integer.parseInt(length.group(1))));
    }
}

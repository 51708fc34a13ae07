package dev.treecast.interaction.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever strangers send: it is refused, and the bus goes on. */
class GarbageTest {
    private static final String[] MESSAGES = {
        "{'type':'hello','version':1,'role':'viewer','resume':{'session':'00112233445566778899aabbccddeeff','ver':1}}",
        "{'type':'hello','version':1,'role':'game','token':'game:g','budget':{'messagesPerSecond':5,'bytesPerSecond':100}}",
        "{'type':'time','t0':1}",
        "{'type':'ballot','control':'weapon','round':1,'option':0,'seen':5}",
        "{'type':'text','control':'say','text':'hello','id':1,'seen':9}",
        "{'type':'intent','key':'purchase-1','control':'heal','text':'x'}",
        "{'type':'patch','id':1,'ops':{'scenes':{'default':{'controls':{'c':{'kind':'pad','layout':{'large':{'x':1,'y':1,'w':1,'h':1}}}}}}}}",
        "{'type':'patch','id':1,'ops':{'groups':{'g':{'scene':'default'}},'world':{'a':[1,2,{'b':null}]}}}",
        "{'type':'event','scope':'viewer','to':'anna','name':'n','data':{}}",
        "{'type':'cue','scope':'everyone','name':'n','at':5}",
        "{'type':'capture','purchase':'aa'}",
        "{'type':'void','purchase':'aa','code':'retry','message':'x','retryAfterMs':5}",
        "{'type':'call','id':1,'method':'poll.open','params':{'control':'weapon','everyMs':1000}}",
        "{'type':'call','id':1,'method':'effect.start','params':{'effect':'e','durationMs':500,'label':'x','control':'heal','data':[1]}}",
        "{'type':'call','id':1,'method':'effect.pause','params':{'effect':'e'}}",
        "{'type':'call','id':1,'method':'effect.resume','params':{'effect':'e'}}",
        "{'type':'call','id':1,'method':'group.set','params':{'viewer':'anna','group':'default'}}",
        "{'type':'call','id':1,'method':'crew.set','params':{'viewers':['anna']}}",
        "{'type':'call','id':1,'method':'credits.grant','params':{'viewer':'anna','amount':5,'key':'k'}}",
        "{'type':'call','id':1,'method':'viewers','params':{'after':'a','max':5}}",
    };

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldSurviveWhatIsAlmostRight(long seed) {
        Random random = new Random(seed);
        Stage stage = new Stage();
        stage.game(
                "",
                "{'weapon':{'kind':'poll','options':['a','b']},'say':{'kind':'textbox'},'heal':{'kind':'button','cost':1}}");
        Stage.Box box = stage.connect();
        for (int i = 0; i < 20_000; i++) {
            if (box.closed || random.nextInt(60) == 0) {
                box.leave();
                box = stage.connect();
                box.say(random.nextBoolean() ? MESSAGES[0] : random.nextBoolean() ? MESSAGES[1] : MESSAGES[2]);
            }
            byte[] message =
                    MESSAGES[random.nextInt(MESSAGES.length)].replace('\'', '"').getBytes(StandardCharsets.UTF_8);
            int changes = random.nextInt(3);
            for (int c = 0; c < changes; c++) {
                message = changed(message, random);
            }
            if (random.nextInt(4) == 0) {
                byte[] frame = new byte[random.nextInt(40)];
                random.nextBytes(frame);
                if (frame.length > 0) {
                    frame[0] = (byte) (1 + random.nextInt(3));
                }
                box.sendBinary(frame);
            } else {
                box.client.text(stage.nowNs, message, 0, message.length);
            }
            stage.pass(random.nextInt(200));
        }
        assertThat(stage.bus.counters().dropped()).containsKeys("malformed", "unknown-type");
        Stage.Box sound = stage.viewer("");
        assertThat(sound.all("snapshot")).hasSize(1);
    }

    private static byte[] changed(byte[] message, Random random) {
        String text = new String(message, StandardCharsets.ISO_8859_1);
        int at = random.nextInt(text.length());
        int end = Math.min(text.length(), at + random.nextInt(4));
        String[] inserts = {
            "", "\"", "{", "}", "[", "]", "null", "-1", "1e309", "1.5", "\\ud800", "9999999999999999999", ",", "\u00ff"
        };
        return (text.substring(0, at) + inserts[random.nextInt(inserts.length)] + text.substring(end))
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}

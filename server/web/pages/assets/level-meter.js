const LOOK_MS = 100;
/** A voice at an arm's length from the microphone fills the meter without going over it. */
const GAIN = 2.5;

/**
 * Shows how loud a microphone is.
 *
 * @param {MediaStream} media without sound nothing is shown
 * @param {HTMLMeterElement} meter hidden until there is something to show
 * @param {() => boolean} isCurrent ends it when it says false
 */
export function showLevel(media, meter, isCurrent) {
    if (media.getAudioTracks().length === 0) {
        return;
    }
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 512;
    context.createMediaStreamSource(media).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    meter.hidden = false;
    const timer = setInterval(() => {
        if (!isCurrent()) {
            clearInterval(timer);
            void context.close();
            return;
        }
        analyser.getFloatTimeDomainData(samples);
        meter.value = Math.min(1, GAIN * Math.sqrt(samples.reduce((total, sample) => total + sample * sample, 0) / samples.length));
    }, LOOK_MS);
}

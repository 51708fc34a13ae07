/*
 * The yardstick of "bench limit": what an ideal edge would pay for a packet on this machine.
 *
 *   yardstick send ADDRESS PORT VIEWERS PACKETS GSO BURST WARM_MS MEASURE_MS
 *   yardstick sink PORT VIEWERS
 *
 * send: one thread, one socket. For each of VIEWERS viewers in turn it encrypts PACKETS RTP packets of 1,200 bytes under that viewer's own
 * AES-128-GCM key (OpenSSL, one context a viewer, key set once, a fresh nonce and the 12 byte header as additional data per packet), as
 * SRTP does (RFC 7714), and sends them with sendmmsg(2): as one run that the kernel cuts (GSO = 1, UDP_SEGMENT) or one by one (GSO = 0).
 * BURST is how many bytes are gathered for one call. Viewer i is at PORT + i. Prints one line:
 *   packets N cpu_ns N thread_ns N wall_ns N refused N
 *
 * sink: the viewers. One socket each, whole runs at a time (UDP_GRO), counted and thrown away. Prints "ready", and at the end of its
 * input one line:
 *   bytes N
 *
 * Build: gcc -O2 -o yardstick yardstick.c -lcrypto
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <openssl/evp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { PLAIN = 1200, HEADER = 12, TAG = 16, PROTECTED = PLAIN + TAG, SEGMENTS_MAX = 50, CHECK_EVERY = 32 };

static void die(const char *what)
{
    perror(what);
    exit(1);
}

static void require(int ok, const char *what)
{
    if (!ok) {
        fprintf(stderr, "yardstick: %s failed\n", what);
        exit(1);
    }
}

static uint64_t now(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

struct viewer {
    EVP_CIPHER_CTX *cipher;
    struct sockaddr_in address;
    uint8_t salt[12];
    uint64_t index;
};

static struct viewer *viewers_at(const char *address, int port, int count)
{
    struct viewer *viewers = calloc((size_t)count, sizeof *viewers);
    require(viewers != NULL, "calloc");
    for (int i = 0; i < count; i++) {
        uint8_t key[16];
        for (size_t k = 0; k < sizeof key; k++)
            key[k] = (uint8_t)(i * 31 + (int)k * 7);
        memcpy(viewers[i].salt, key, sizeof viewers[i].salt);
        viewers[i].cipher = EVP_CIPHER_CTX_new();
        require(EVP_EncryptInit_ex(viewers[i].cipher, EVP_aes_128_gcm(), NULL, key, NULL), "EVP_EncryptInit_ex");
        viewers[i].address.sin_family = AF_INET;
        viewers[i].address.sin_port = htons((uint16_t)(port + i));
        require(inet_pton(AF_INET, address, &viewers[i].address.sin_addr) == 1, "inet_pton");
    }
    return viewers;
}

/* One SRTP packet, from the plain one that all viewers share. */
static void protect(struct viewer *viewer, const uint8_t *plain, uint8_t *out)
{
    uint64_t index = viewer->index++;
    uint8_t nonce[12];
    int length;
    memcpy(out, plain, HEADER);
    out[2] = (uint8_t)(index >> 8);
    out[3] = (uint8_t)index;
    memset(nonce, 0, 2);
    memcpy(nonce + 2, plain + 8, 4);
    for (int i = 0; i < 6; i++)
        nonce[6 + i] = (uint8_t)(index >> (40 - 8 * i));
    for (int i = 0; i < 12; i++)
        nonce[i] ^= viewer->salt[i];
    EVP_CIPHER_CTX *cipher = viewer->cipher;
    require(EVP_EncryptInit_ex(cipher, NULL, NULL, NULL, nonce)
            && EVP_EncryptUpdate(cipher, NULL, &length, out, HEADER)
            && EVP_EncryptUpdate(cipher, out + HEADER, &length, plain + HEADER, PLAIN - HEADER)
            && EVP_EncryptFinal_ex(cipher, out + PLAIN, &length)
            && EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG, TAG, out + PLAIN), "AES-GCM");
}

struct batch {
    int socket;
    int capacity;
    int count;
    uint64_t refused;
    struct mmsghdr *messages;
    struct iovec *vectors;
    char *controls;
};

static const size_t CONTROL = CMSG_SPACE(sizeof(uint16_t));

static void batch_open(struct batch *batch, int capacity)
{
    int megabytes4 = 4 << 20;
    memset(batch, 0, sizeof *batch);
    batch->socket = socket(AF_INET, SOCK_DGRAM, 0);
    if (batch->socket < 0)
        die("socket");
    setsockopt(batch->socket, SOL_SOCKET, SO_SNDBUF, &megabytes4, sizeof megabytes4);
    batch->capacity = capacity;
    batch->messages = calloc((size_t)capacity, sizeof *batch->messages);
    batch->vectors = calloc((size_t)capacity, sizeof *batch->vectors);
    batch->controls = calloc((size_t)capacity, CONTROL);
    require(batch->messages && batch->vectors && batch->controls, "calloc");
    for (int i = 0; i < capacity; i++) {
        struct msghdr *header = &batch->messages[i].msg_hdr;
        header->msg_iov = &batch->vectors[i];
        header->msg_iovlen = 1;
        header->msg_control = batch->controls + (size_t)i * CONTROL;
        header->msg_controllen = CONTROL;
        struct cmsghdr *control = CMSG_FIRSTHDR(header);
        control->cmsg_level = SOL_UDP;
        control->cmsg_type = UDP_SEGMENT;
        control->cmsg_len = CMSG_LEN(sizeof(uint16_t));
        *(uint16_t *)(void *)CMSG_DATA(control) = PROTECTED;
    }
}

static void batch_send(struct batch *batch)
{
    int done = 0;
    while (done < batch->count) {
        int sent = sendmmsg(batch->socket, batch->messages + done, (unsigned)(batch->count - done), MSG_DONTWAIT);
        if (sent > 0) {
            done += sent;
        } else if (errno == EAGAIN || errno == ENOBUFS) {
            for (; done < batch->count; done++)
                batch->refused += batch->vectors[done].iov_len / PROTECTED;
        } else if (errno != EINTR) {
            die("sendmmsg");
        }
    }
    batch->count = 0;
}

static void batch_add(struct batch *batch, struct viewer *viewer, uint8_t *data, size_t length)
{
    struct msghdr *header = &batch->messages[batch->count].msg_hdr;
    header->msg_name = &viewer->address;
    header->msg_namelen = sizeof viewer->address;
    header->msg_controllen = length > PROTECTED ? CONTROL : 0;
    batch->vectors[batch->count].iov_base = data;
    batch->vectors[batch->count].iov_len = length;
    batch->count++;
}

static int send_main(char **a)
{
    int count = atoi(a[2]), packets = atoi(a[3]), gso = atoi(a[4]), burst = atoi(a[5]);
    uint64_t warm_ns = strtoull(a[6], NULL, 10) * 1000000u, measure_ns = strtoull(a[7], NULL, 10) * 1000000u;
    require(count > 0 && packets > 0 && packets <= SEGMENTS_MAX && burst >= packets * PROTECTED, "reading the numbers");
    struct viewer *viewers = viewers_at(a[0], atoi(a[1]), count);
    int a_burst = burst / (packets * PROTECTED);
    struct batch batch;
    batch_open(&batch, gso ? a_burst : a_burst * packets);
    uint8_t *buffer = aligned_alloc(64, ((size_t)a_burst * (size_t)packets * PROTECTED + 63) / 64 * 64);
    uint8_t(*plain)[PLAIN] = calloc((size_t)packets, PLAIN);
    require(buffer && plain, "calloc");
    for (int p = 0; p < packets; p++) {
        plain[p][0] = 0x80;
        plain[p][1] = 96;
        for (int i = HEADER; i < PLAIN; i++)
            plain[p][i] = (uint8_t)(i * p);
    }
    uint64_t done = 0, started = 0, cpu = 0, thread = 0, refused = 0, begun = now(CLOCK_MONOTONIC);
    int v = 0, measuring = 0, turn = 0;
    for (;;) {
        if (turn++ % CHECK_EVERY == 0) {
            uint64_t wall = now(CLOCK_MONOTONIC);
            if (!measuring && wall - begun >= warm_ns) {
                measuring = 1;
                started = wall;
                done = 0;
                refused = batch.refused;
                thread = now(CLOCK_THREAD_CPUTIME_ID);
                cpu = now(CLOCK_PROCESS_CPUTIME_ID);
            } else if (measuring && wall - started >= measure_ns) {
                printf("packets %llu cpu_ns %llu thread_ns %llu wall_ns %llu refused %llu\n", (unsigned long long)done,
                       (unsigned long long)(now(CLOCK_PROCESS_CPUTIME_ID) - cpu),
                       (unsigned long long)(now(CLOCK_THREAD_CPUTIME_ID) - thread), (unsigned long long)(wall - started),
                       (unsigned long long)(batch.refused - refused));
                return 0;
            }
        }
        uint8_t *out = buffer;
        for (int b = 0; b < a_burst; b++) {
            struct viewer *viewer = &viewers[v];
            uint8_t *run = out;
            for (int p = 0; p < packets; p++, out += PROTECTED) {
                protect(viewer, plain[p], out);
                if (!gso)
                    batch_add(&batch, viewer, out, PROTECTED);
            }
            if (gso)
                batch_add(&batch, viewer, run, (size_t)(out - run));
            v = v + 1 == count ? 0 : v + 1;
        }
        batch_send(&batch);
        done += (uint64_t)a_burst * (uint64_t)packets;
    }
}

static int sink_main(char **a)
{
    int port = atoi(a[0]), count = atoi(a[1]), on = 1, megabytes4 = 4 << 20;
    struct rlimit files = {(rlim_t)count + 64, (rlim_t)count + 64};
    struct epoll_event event = {.events = EPOLLIN}, events[256];
    struct sockaddr_in local = {.sin_family = AF_INET};
    uint64_t bytes = 0;
    int poll = epoll_create1(0);
    setrlimit(RLIMIT_NOFILE, &files);
    for (int i = 0; i < count; i++) {
        int viewer = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
        local.sin_port = htons((uint16_t)(port + i));
        if (viewer < 0 || bind(viewer, (struct sockaddr *)&local, sizeof local))
            die("bind");
        setsockopt(viewer, SOL_UDP, UDP_GRO, &on, sizeof on);
        setsockopt(viewer, SOL_SOCKET, SO_RCVBUF, &megabytes4, sizeof megabytes4);
        event.data.fd = viewer;
        if (epoll_ctl(poll, EPOLL_CTL_ADD, viewer, &event))
            die("epoll_ctl");
    }
    event.data.fd = STDIN_FILENO;
    if (epoll_ctl(poll, EPOLL_CTL_ADD, STDIN_FILENO, &event))
        die("epoll_ctl");
    puts("ready");
    fflush(stdout);
    for (;;) {
        int ready = epoll_wait(poll, events, 256, -1);
        for (int i = 0; i < ready; i++) {
            int viewer = events[i].data.fd;
            if (viewer == STDIN_FILENO) {
                char ignored[64];
                if (read(STDIN_FILENO, ignored, sizeof ignored) <= 0) {
                    printf("bytes %llu\n", (unsigned long long)bytes);
                    return 0;
                }
                continue;
            }
            /* Only the length is wanted: nothing is copied. */
            for (ssize_t n; (n = recv(viewer, NULL, 0, MSG_TRUNC)) > 0;)
                bytes += (uint64_t)n;
        }
    }
}

int main(int argc, char **argv)
{
    if (argc == 10 && !strcmp(argv[1], "send"))
        return send_main(argv + 2);
    if (argc == 4 && !strcmp(argv[1], "sink"))
        return sink_main(argv + 2);
    fprintf(stderr, "usage: yardstick send ADDRESS PORT VIEWERS PACKETS GSO BURST WARM_MS MEASURE_MS | sink PORT VIEWERS\n");
    return 2;
}

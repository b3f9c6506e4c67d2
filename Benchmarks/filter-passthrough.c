// The least that a long-running filter of git can be: hands back what it gets. Held beside hallmark's by Benchmarks/filter.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void get(void *target, size_t count) {
    for (char *at = target; count > 0;) {
        ssize_t got = read(0, at, count);
        if (got <= 0) exit(got < 0);
        at += got;
        count -= (size_t)got;
    }
}

static void put(const void *source, size_t count) {
    for (const char *at = source; count > 0;) {
        ssize_t put = write(1, at, count);
        if (put < 0) exit(1);
        at += put;
        count -= (size_t)put;
    }
}

static void put_line(const char *text) {
    char head[5];
    snprintf(head, sizeof head, "%04zx", strlen(text) + 4);
    put(head, 4);
    put(text, strlen(text));
}

// Reads packets up to a flush packet, with their heads, and gives how many bytes there are.
static size_t get_list(char **buffer, size_t *room) {
    size_t count = 0;
    for (;;) {
        if (*room < count + 65540) {
            *room = (count + 65540) * 2;
            *buffer = realloc(*buffer, *room);
            if (!*buffer) exit(1);
        }
        char head[5] = {0};
        get(head, 4);
        size_t size = strtoul(head, NULL, 16);
        if (size == 0) return count;
        if (size < 4) exit(1);
        memcpy(*buffer + count, head, 4);
        get(*buffer + count + 4, size - 4);
        count += size;
    }
}

int main(void) {
    char *buffer = NULL;
    size_t room = 0;
    get_list(&buffer, &room);
    put_line("git-filter-server\n");
    put_line("version=2\n");
    put("0000", 4);
    get_list(&buffer, &room);
    put_line("capability=clean\n");
    put_line("capability=smudge\n");
    put("0000", 4);
    for (;;) {
        get_list(&buffer, &room);
        size_t count = get_list(&buffer, &room);
        put_line("status=success\n");
        put("0000", 4);
        put(buffer, count);
        put("00000000", 8);
    }
}

// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// seal.c: the walls around a child process, from the outermost in:
//
//     seccomp        system calls that compute pass (memory, waiting, the clock); all others fail
//                    with EPERM, which Python raises at the script's line as PermissionError
//     Landlock       no file, no TCP, no signal: should the filter have a hole
//     capabilities   none, if the host is root
//     rlimits        no core, files, descriptors or processes; a bound on memory
//     descriptors    none is left, not even 0 to 2
//     dumpable 0     nobody of the same user attaches to it
//
// Any of them may be absent in a kernel; the rest is applied. But what is there must take hold.
//
// The filter is made by libseccomp in the zygote and loaded by each child as it is: a birth takes
// less than a millisecond, and making it costs a fifth of one. It decides by numbers and arguments
// alone, so no pointer of a script's is ever followed.
//
// Why each call is let through: mmap to brk: growing heaps (private memory, never executable;
// shared memory would escape RLIMIT_DATA). futex: our own sleep, and CPython's locks; not the
// priority inheriting kinds, where kernels had holes. rt_sigreturn: the end of an interrupt.
// getrandom: hash seeds, random. The rest of the list reads a clock or a number, or ends.
// rt_sigprocmask is not among them: a script could block the interrupt. Nor are the sleeping calls:
// game time passes between thinks.

#include "seal.h"

#include <errno.h>
#include <linux/capability.h>
#include <linux/futex.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "isolation.h"
#include "layers.h"
#include "log.h"

// Sanitizers reserve terabytes, and that of threads defers signals.
#ifndef __has_feature
#define __has_feature(feature) 0
#endif
#if defined(__SANITIZE_THREAD__) || __has_feature(thread_sanitizer)
#define HAS_THREAD_SANITIZER 1
#else
#define HAS_THREAD_SANITIZER 0
#endif
#if HAS_THREAD_SANITIZER || defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#define HAS_SANITIZER 1
#else
#define HAS_SANITIZER 0
#endif

#define MAP_KIND 0x0f // MAP_TYPE: private, shared

extern char **environ;

// -------------------------------------------------------------------------------------- the
// filters

static const int free_calls[] = {
    SCMP_SYS(munmap),         SCMP_SYS(mremap),       SCMP_SYS(brk),
    SCMP_SYS(clock_gettime),  SCMP_SYS(clock_getres), SCMP_SYS(gettimeofday),
    SCMP_SYS(time),           SCMP_SYS(getrandom),    SCMP_SYS(sched_yield),
    SCMP_SYS(getpid),         SCMP_SYS(getppid),      SCMP_SYS(gettid),
    SCMP_SYS(rt_sigreturn),   SCMP_SYS(sigaltstack),  SCMP_SYS(restart_syscall),
    SCMP_SYS(rseq),           SCMP_SYS(exit),         SCMP_SYS(exit_group),
#if HAS_THREAD_SANITIZER
    SCMP_SYS(rt_sigprocmask),
#endif
};

static const uint64_t futex_operations[] = {FUTEX_WAIT, FUTEX_WAKE, FUTEX_WAIT_BITSET,
                                            FUTEX_WAKE_BITSET};

static const uint64_t memory_advice[] = {MADV_DONTNEED, MADV_FREE, MADV_HUGEPAGE, MADV_NOHUGEPAGE};

#define COUNT(table) (sizeof(table) / sizeof *(table))

static bool add_child_rules(scmp_filter_ctx filter)
{
    int failed = 0;
    for (size_t i = 0; i < COUNT(free_calls); i++)
        failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, free_calls[i], 0);
    for (size_t i = 0; i < COUNT(futex_operations); i++)
        failed |= seccomp_rule_add(
            filter, SCMP_ACT_ALLOW, SCMP_SYS(futex), 1,
            SCMP_A1(SCMP_CMP_MASKED_EQ, (uint32_t)FUTEX_CMD_MASK, futex_operations[i]));
    for (size_t i = 0; i < COUNT(memory_advice); i++)
        failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(madvise), 1,
                                   SCMP_A2(SCMP_CMP_EQ, memory_advice[i]));
    failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
                               SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    failed |= seccomp_rule_add(
        filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
        SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS | MAP_KIND, MAP_ANONYMOUS | MAP_PRIVATE));
    return failed == 0;
}

// Takes the filter's program out of libseccomp, which can only write it to a file.
static bool filter_export(scmp_filter_ctx filter, struct sock_fprog *out)
{
    int fd = memfd_create("myrmidon-filter", MFD_CLOEXEC);
    off_t bytes = 0;
    bool is_done =
        fd >= 0 && seccomp_export_bpf(filter, fd) == 0 && (bytes = lseek(fd, 0, SEEK_END)) > 0;
    struct sock_filter *code = is_done ? malloc((size_t)bytes) : NULL;
    is_done = code != NULL && pread(fd, code, (size_t)bytes, 0) == bytes;
    if (fd >= 0)
        close(fd);
    if (!is_done) {
        free(code);
        return false;
    }
    *out =
        (struct sock_fprog){.len = (unsigned short)((size_t)bytes / sizeof *code), .filter = code};
    return true;
}

static bool make_child_filter(struct sock_fprog *out)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    // Calls of another architecture (int 0x80, x32) are nothing that a compiler makes.
    bool is_done = filter != NULL &&
                   seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) == 0 &&
                   add_child_rules(filter) && filter_export(filter, out);
    if (filter != NULL)
        seccomp_release(filter);
    return is_done;
}

// What a zygote never does. A list of what is refused, because the start of a language may do
// anything else; its children have the other kind.
static const int zygote_refused[] = {
    SCMP_SYS(execve),
    SCMP_SYS(execveat),
    SCMP_SYS(socket),
    SCMP_SYS(socketpair),
    SCMP_SYS(connect),
    SCMP_SYS(bind),
    SCMP_SYS(listen),
    SCMP_SYS(accept),
    SCMP_SYS(accept4),
    SCMP_SYS(ptrace),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(pidfd_open),
    SCMP_SYS(pidfd_getfd),
    SCMP_SYS(kcmp),
    SCMP_SYS(bpf),
    SCMP_SYS(perf_event_open),
    SCMP_SYS(userfaultfd),
    SCMP_SYS(io_uring_setup),
    SCMP_SYS(io_uring_enter),
    SCMP_SYS(io_uring_register),
    SCMP_SYS(mount),
    SCMP_SYS(umount2),
    SCMP_SYS(pivot_root),
    SCMP_SYS(chroot),
    SCMP_SYS(unshare),
    SCMP_SYS(setns),
    SCMP_SYS(init_module),
    SCMP_SYS(finit_module),
    SCMP_SYS(delete_module),
    SCMP_SYS(kexec_load),
    SCMP_SYS(kexec_file_load),
    SCMP_SYS(reboot),
    SCMP_SYS(add_key),
    SCMP_SYS(request_key),
    SCMP_SYS(keyctl),
    SCMP_SYS(name_to_handle_at),
    SCMP_SYS(open_by_handle_at),
    SCMP_SYS(settimeofday),
    SCMP_SYS(clock_settime),
    SCMP_SYS(sethostname),
    SCMP_SYS(syslog),
};

static bool load_zygote_filter(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    int failed = filter == NULL;
    for (size_t i = 0; !failed && i < COUNT(zygote_refused); i++)
        failed = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), zygote_refused[i], 0);
    if (!failed)
        failed = seccomp_load(filter);
    if (filter != NULL)
        seccomp_release(filter);
    return !failed;
}

// ---------------------------------------------------------------------------------------- the
// parts

bool myri_seal_prepare(myri_seal *seal, const myri_program *program, myr_error *error)
{
    *seal = (myri_seal){.memory_bytes = program->child_memory_bytes};
    myri_layers_probe(&seal->layers);
    if (seal->layers.has_seccomp)
        return make_child_filter(&seal->filter) ||
               myri_error_set(error, "the seccomp filter of the children cannot be made");
    return !program->is_seal_required ||
           myri_error_set(error,
                          "this kernel has no seccomp, and def.is_seal_required asks for it");
}

// Overwritten, not only forgotten: a script that reads memory finds nothing.
static void forget_environment(void)
{
    for (char **at = environ; at != NULL && *at != NULL; at++)
        memset(*at, 0, strlen(*at));
    clearenv();
}

static bool refuse_privileges(const myri_seal *seal, myr_error *error)
{
    return !seal->layers.has_no_new_privs || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 ||
           myri_error_set(error, "no_new_privs: %s", strerror(errno));
}

static bool restrict_files(const myri_seal *seal, myri_landlock what, myr_error *error)
{
    return seal->layers.landlock_abi == 0 ||
           myri_landlock_restrict(seal->layers.landlock_abi, what) ||
           myri_error_set(error, "Landlock: %s", strerror(errno));
}

bool myri_seal_narrow(const myri_seal *seal, myr_error *error)
{
    forget_environment();
    if (!refuse_privileges(seal, error) || !restrict_files(seal, MYRI_LANDLOCK_WRITES, error))
        return false;
    return !seal->layers.has_seccomp || load_zygote_filter() ||
           myri_error_set(error, "the zygote's seccomp filter: %s", strerror(errno));
}

// None of these can fail for lowering; where one is unknown to the kernel it has nothing to limit.
static void lower_limits(uint64_t memory_bytes)
{
    const struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none); // it would hold the game's world, and 500 of them fill a disk
    setrlimit(RLIMIT_FSIZE, &none);
    setrlimit(RLIMIT_NOFILE, &none);
    setrlimit(RLIMIT_NPROC, &none);
    setrlimit(RLIMIT_MEMLOCK, &none);
    setrlimit(RLIMIT_MSGQUEUE, &none);
    if (memory_bytes > 0 && !HAS_SANITIZER)
        setrlimit(RLIMIT_DATA, &(struct rlimit){memory_bytes, memory_bytes});
}

static bool drop_capabilities(myr_error *error)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {{0}};
    return syscall(SYS_capset, &header, none) == 0 ||
           myri_error_set(error, "capabilities: %s", strerror(errno));
}

bool myri_seal_close(const myri_seal *seal, myr_error *error)
{
    // Before the descriptors go: a ruleset is one.
    if (!refuse_privileges(seal, error) || !restrict_files(seal, MYRI_LANDLOCK_ALL, error))
        return false;
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
        return myri_error_set(error, "dumpable: %s", strerror(errno));
    myri_close_from(0);
    lower_limits(seal->memory_bytes);
    if (!drop_capabilities(error))
        return false;
    return seal->filter.filter == NULL ||
           syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &seal->filter) == 0 ||
           myri_error_set(error, "seccomp: %s", strerror(errno));
}

namespace ActorDataGen.ActorTests.Internals;

public sealed class EnvelopeQueueTests
{
    [Fact]
    public void TryDequeue_FromEmpty_IsFalse()
    {
        var queue = new EnvelopeQueue();
        Assert.False(queue.TryDequeue(out _, out _));
        Assert.False(queue.HasClaims);
        queue.Enqueue("a", null);
        Assert.True(queue.HasClaims);
        Assert.True(queue.TryDequeue(out var message, out _));
        Assert.Equal("a", message);
        Assert.False(queue.HasClaims);
        Assert.False(queue.TryDequeue(out _, out _));
    }

    [Fact]
    public void Enqueue_OverManyArrays_KeepsOrderAndSenders()
    {
        var queue = new EnvelopeQueue();
        var taken = 0;
        for (var i = 0; i < 20_000; i++)
        {
            queue.Enqueue(i, i % 2 == 0 ? Nobody.Instance : null);
            // Taking two for every three put keeps a backlog that grows over several arrays.
            if (i % 3 != 0)
                taken = TakeOne(queue, taken);
        }

        while (taken < 20_000)
            taken = TakeOne(queue, taken);
        Assert.False(queue.TryDequeue(out _, out _));
    }

    [Fact]
    public void Grow_ByAProducerHeldUpUntilItsArrayIsTheTailAgain_LeavesNothingBehind()
    {
        var queue = new EnvelopeQueue();
        var (put, taken) = (0, 0);
        void Put()
        {
            queue.Enqueue(put, put % 2 == 0 ? Nobody.Instance : null);
            put++;
        }

        void Drain()
        {
            while (taken < put)
                taken = TakeOne(queue, taken);
        }

        // Fill arrays until one that a producer once found full has been emptied and is the tail again.
        var seen = new List<EnvelopeQueue.Segment>();
        while (seen.Count < 2 || !seen.SkipLast(1).Contains(queue.Tail!))
        {
            Put();
            Drain();
            if (!seen.Contains(queue.Tail!))
                seen.Add(queue.Tail!);
            Assert.True(put < 100_000, "no array was used again");
        }

        queue.Grow(queue.Tail!);
        for (var i = 0; i < 1_000; i++)
            Put();

        Drain();
        Assert.False(queue.HasClaims);
    }

    [Fact]
    public async Task Enqueue_FromManyThreads_EachSendersOrderIsKept()
    {
        const int senders = 4;
        const int each = 200_000;
        var queue = new EnvelopeQueue();
        var sending = Enumerable.Range(0, senders).Select(s => Task.Factory.StartNew(
            () =>
            {
                for (var i = 0; i < each; i++)
                    queue.Enqueue((s, i), null);
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        var next = new int[senders];
        var wait = new SpinWait();
        for (var left = senders * each; left > 0;)
        {
            if (!queue.TryDequeue(out var message, out _))
            {
                wait.SpinOnce();
                continue;
            }

            var (sender, number) = ((int, int))message;
            Assert.Equal(next[sender]++, number);
            left--;
        }

        await Task.WhenAll(sending);
        Assert.False(queue.HasClaims);
    }

    private static int TakeOne(EnvelopeQueue queue, int expected)
    {
        Assert.True(queue.TryDequeue(out var message, out var sender));
        Assert.Equal(expected, message);
        Assert.Equal(expected % 2 == 0 ? Nobody.Instance : null, sender);
        return expected + 1;
    }
}

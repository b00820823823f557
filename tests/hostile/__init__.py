"""What a checkout that nobody trusts can bring dockgen to do: nothing."""

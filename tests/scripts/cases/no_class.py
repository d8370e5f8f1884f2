# The class is not there.
# agents: 2
class Mint:
    pass


# expect: 0 ! raised main.py:0 AttributeError: module 'main' has no class 'Mind'
# expect: 1 ! raised main.py:0 AttributeError: module 'main' has no class 'Mind'
